package importer

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// unplugged are errors of a drive or a network that went away.
var unplugged = []syscall.Errno{syscall.ENODEV, syscall.ENXIO, syscall.ENOMEDIUM, syscall.ENOTCONN, syscall.ESTALE, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.ETIMEDOUT, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.ESHUTDOWN}

// plugOf is where the system shows the drive of a file while it is plugged in.
// A file system stays mounted when its drive is pulled out.
func plugOf(fi fs.FileInfo) string {
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	dev := uint64(st.Dev)
	major, minor := (dev>>8)&0xfff|(dev>>32)&^0xfff, dev&0xff|(dev>>12)&^0xff
	if major == 0 { // no drive of its own
		return ""
	}
	return fmt.Sprintf("/sys/dev/block/%d:%d", major, minor)
}

// volumes are the places where drives and network folders of people appear.
func volumes() []string {
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	unescape := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	var out []string
	for line := range strings.Lines(string(b)) {
		fields := strings.Fields(line)
		if len(fields) < 5 {
			continue
		}
		at := unescape.Replace(fields[4])
		for _, top := range []string{"/media/", "/run/media/", "/mnt/", "/mnt", "/cdrom", "/run/user/"} {
			if at == top || strings.HasSuffix(top, "/") && strings.HasPrefix(at, top) {
				out = append(out, at)
				break
			}
		}
	}
	return out
}

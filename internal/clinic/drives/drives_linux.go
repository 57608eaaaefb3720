package drives

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
)

func (*Lister) list(context.Context) []Drive {
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	return mounted(b)
}

// removable are the file systems of discs and sticks.
var removable = map[string]bool{
	"iso9660": true, "udf": true, "vfat": true, "exfat": true, "ntfs": true, "ntfs3": true, "fuseblk": true, "hfsplus": true, "ext2": true, "ext3": true, "ext4": true, "btrfs": true, "xfs": true,
}

// mounted reads the kernel's table (proc(5), mountinfo): what desktops mount for
// people lies in few places.
func mounted(table []byte) []Drive {
	octal := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	var out []Drive
	for line := range bytes.Lines(table) {
		before, after, ok := strings.Cut(string(line), " - ")
		fields, source := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 5 || len(source) < 1 || !removable[source[0]] {
			continue
		}
		at := octal.Replace(fields[4])
		for _, top := range []string{"/media/", "/run/media/", "/cdrom", "/mnt/"} {
			if at == strings.TrimSuffix(top, "/") || strings.HasPrefix(at, top) && strings.HasSuffix(top, "/") {
				out = append(out, Drive{Path: at, Name: filepath.Base(at), Disc: source[0] == "iso9660" || source[0] == "udf"})
				break
			}
		}
	}
	return out
}

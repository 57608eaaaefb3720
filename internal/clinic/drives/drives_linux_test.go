package drives

import (
	"slices"
	"testing"
)

func TestMounted(t *testing.T) {
	t.Parallel()
	table := []byte(`22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 22 0:26 / /run/user/1000 rw - tmpfs tmpfs rw
40 22 11:0 / /media/ada/MAYVIEW\0400412 ro,nosuid shared:9 - iso9660 /dev/sr0 ro
41 22 8:17 / /run/media/ada/STICK rw,nosuid - vfat /dev/sdb1 rw
42 22 0:51 / /mnt/archive rw - nfs4 server:/archive rw
43 22 8:33 / /home/ada/media/x rw - ext4 /dev/sdc1 rw
44 22 0:60 / /media/share rw - cifs //server/share rw
half a line
`)
	want := []Drive{{"/media/ada/MAYVIEW 0412", "MAYVIEW 0412", true}, {"/run/media/ada/STICK", "STICK", false}}
	if got := mounted(table); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

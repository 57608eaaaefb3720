package container

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func rar4(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "rar4-"+name+".rar"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Archives of the fourth version as RAR made them, with what another program's tests
// say is in them (testdata/rar4.txt).
func TestRARFour(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"packed": {
			"LibarchiveAddingTest.html: 20111 bytes ee16390e", "testlink: link", "testdir/test.txt: test text document\r\n",
			"testdir/LibarchiveAddingTest.html: 20111 bytes ee16390e", "testdir: dir", "testemptydir: dir",
		},
		"names": {
			"表だよ/新しいフォルダ/新規テキスト ドキュメント.txt: ", "表だよ/漢字長いファイル名long-filename-in-漢字.txt: kanji", "表だよ/新しいフォルダ: dir",
			"表だよ: dir", "表だよ/ファイル: link", "abcdefghijklmnopqrsテスト.txt: aaaaaaaaaaaaaaa\n",
		},
		"locked": {"foo.txt: open: " + ErrLocked.Error(), "bar.txt: open: " + ErrLocked.Error()},
	} {
		c, err := open(t, RAR, rar4(t, name), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for i := range c.Entries {
			e := &c.Entries[i]
			switch {
			case e.Mode.IsDir():
				got = append(got, e.Name+": dir")
			case !e.Mode.IsRegular():
				got = append(got, e.Name+": link")
			default:
				got = append(got, e.Name+": "+contents(t, e))
			}
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s:\n%q\nwant\n%q", name, got, want)
		}
	}
	for name, want := range map[string]error{"locked-names": ErrLocked, "part1": ErrParts} {
		if _, err := open(t, RAR, rar4(t, name), Options{}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	b := rar4(t, "packed")
	b[5000] ^= 4
	if c, err := open(t, RAR, b, Options{}); err == nil && !strings.HasSuffix(contents(t, &c.Entries[0]), ErrDamaged.Error()) {
		t.Errorf("a changed bit is not told: %s", contents(t, &c.Entries[0]))
	}
}

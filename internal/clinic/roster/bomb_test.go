package roster

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"oso/internal/errs"
)

// A workbook that unpacks to more than it lists, lists more than is read, or has
// very many parts is refused before it takes the memory that it asks for.
func TestWorkbooksThatGrow(t *testing.T) {
	zeros := make([]byte, 1<<20)
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for range 512 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	raw := func(name string, listed uint64) *zip.FileHeader {
		return &zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(deflated.Len()), UncompressedSize64: listed}
	}
	for name, write := range map[string]func(*zip.Writer) error{
		"more than listed": func(z *zip.Writer) error {
			part, err := z.CreateRaw(raw("xl/worksheets/sheet1.xml", 100))
			if err == nil {
				_, err = part.Write(deflated.Bytes())
			}
			return err
		},
		"more than read": func(z *zip.Writer) error {
			part, err := z.CreateRaw(raw("xl/worksheets/sheet1.xml", 512<<20))
			if err == nil {
				_, err = part.Write(deflated.Bytes())
			}
			return err
		},
		"many parts": func(z *zip.Writer) error {
			for i := range 60_000 {
				if _, err := z.Create(fmt.Sprintf("xl/media/%d.png", i)); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		if err := write(z); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "cases.xlsx")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(path)
		runtime.ReadMemStats(&after)
		if !errs.Is(err, errs.Unreadable) {
			t.Errorf("%s: %v", name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
			t.Errorf("%s: took %d MB", name, took>>20)
		}
	}
}

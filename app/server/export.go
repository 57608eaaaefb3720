package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/chart"
)

type exportAnswer struct {
	Files     []exportedFile          `json:"files"`
	KeyImages []casefile.KeyImageFile `json:"key_images"` // that the clinic marked in the newest version
}

type exportedFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"` // of the original bytes
	Bytes  int64  `json:"bytes"`
}

func (a exportAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%d files and manifest.json are written.\n", len(a.Files))
}

// exportCase writes every record of a case as the service holds it. Paths are
// made from the places where the clinic found the records and never lead out
// of the folder, which must be new or empty.
func exportCase(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		return k.exportTo(ctx, s, strings.Join(strings.Fields(k.args[0]), ""), k.args[1])
	}
}

func (k *call) exportTo(ctx context.Context, s *server.Store, reference, dir string) (answer, error) {
	c, items, err := s.Items(ctx, reference)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	marked, err := c.KeyImages(ctx, s.DB.Q())
	if err != nil {
		return nil, err
	}
	bad := func(err error) error {
		const what = "The records could not be written there. Nothing in the case was changed."
		if err := unwritten(err, "export case", what); errs.Is(err, errs.DiskFull) || errs.Is(err, errs.DiskFailed) {
			return err
		}
		return errs.Wrap(err, errs.Refused, "export case", what+" Name a new or empty folder with enough room.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, bad(err)
	}
	if there, err := os.ReadDir(dir); err != nil || len(there) > 0 {
		return nil, bad(fs.ErrExist)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, bad(err)
	}
	defer root.Close()
	whole := false
	defer func() {
		if there, err := os.ReadDir(dir); err == nil && !whole { // half of the records are not the case's
			for _, e := range there {
				root.RemoveAll(e.Name())
			}
		}
	}()
	// The audit is written before a byte leaves.
	if err := s.Audit(ctx, c.Row.ID, by, "export-case", k.now()); err != nil {
		return nil, err
	}
	out := exportAnswer{Files: []exportedFile{}}
	names := casefile.NewFileNames("manifest.json")
	paths := map[casefile.RecordID]string{}
	for _, it := range items {
		name := names.Take(it.Path)
		if err := writeItem(ctx, s, root, c.Source(), it, name); err != nil {
			if errs.KindOf(err) == errs.Internal {
				err = bad(err)
			}
			return nil, err
		}
		out.Files = append(out.Files, exportedFile{name, it.SHA256, it.Bytes})
		paths[it.Record] = name
	}
	out.KeyImages = casefile.KeyImageFiles(marked, paths)
	b, err := json.MarshalIndent(out, "", "  ")
	if err == nil {
		err = root.WriteFile("manifest.json", append(b, '\n'), 0o600)
	}
	if err != nil {
		return nil, bad(err)
	}
	whole = true
	return out, nil
}

func writeItem(ctx context.Context, s *server.Store, root *os.Root, c chart.Source, it deed.Item, name string) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = s.Records.Copy(ctx, f, c, it); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

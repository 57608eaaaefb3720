package draft

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
)

// Records lists the case's records: what was imported, not the texts and
// scans of the agreement.
func (d *Workstation) Records(ctx context.Context, id casefile.CaseID) ([]casebook.Record, error) {
	all, err := d.Vault.Records(ctx, id)
	out := []casebook.Record{}
	for _, r := range all {
		if r.Kind == deed.ItemRecord {
			out = append(out, r)
		}
	}
	return out, err
}

// Versions are the sealed versions, oldest first.
func (d *Workstation) Versions(ctx context.Context, id casefile.CaseID) ([]casebook.SealedVersion, error) {
	var out []casebook.SealedVersion
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		rows, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
		for _, r := range rows {
			out = append(out, r.Value)
		}
		return err
	})
	slices.SortFunc(out, func(a, b casebook.SealedVersion) int { return a.Version - b.Version })
	return out, err
}

// Exported is one file that Export wrote: its path below the folder.
type Exported struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Manifest is what Export wrote, as manifest.json has it.
type Manifest struct {
	Files     []Exported              `json:"files"`
	KeyImages []casefile.KeyImageFile `json:"key_images"` // that go along with the case
}

// Export writes every record's original bytes into a folder, with
// manifest.json beside them. Paths are made from the places where the records
// were found and never lead out of the folder. The folder must be new or
// empty: nothing of somebody else's is overwritten. Damaged records are left
// out, all others are written; the error's kind is Damaged then.
func (d *Workstation) Export(ctx context.Context, id casefile.CaseID, dir string) (Manifest, error) {
	out := Manifest{Files: []Exported{}, KeyImages: []casefile.KeyImageFile{}}
	records, hurt := d.Records(ctx, id)
	if hurt != nil && !errs.Is(hurt, errs.Damaged) {
		return out, hurt
	}
	marked, err := d.KeyImages(ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return out, err
	}
	unnamed := err
	bad := func(err error) error {
		return unwritten(err, "export records", "The records could not be written there.", "Name a new or empty folder with enough room.")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return out, bad(err)
	}
	if there, err := os.ReadDir(dir); err != nil || len(there) > 0 {
		return out, bad(fs.ErrExist)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return out, bad(err)
	}
	defer root.Close()
	whole := false
	defer func() {
		if !whole { // half of the records are not the case's
			clearFolder(root, dir)
		}
	}()
	paths := map[casefile.RecordID]string{}
	folders := map[string]bool{dir: true}
	names := casefile.NewFileNames("manifest.json")
	for _, r := range records {
		name := names.Take(r.Path)
		err := d.exportOne(ctx, root, id, r, name)
		if errs.KindOf(err) == errs.Internal && ctx.Err() == nil {
			// Some file systems refuse names that others take: the bytes matter more.
			name = names.Take("record" + path.Ext(name))
			err = d.exportOne(ctx, root, id, r, name)
		}
		if err != nil {
			if errs.Is(err, errs.Damaged) {
				hurt = err
				continue
			}
			if errs.KindOf(err) == errs.Internal {
				err = bad(err)
			}
			return out, err
		}
		out.Files = append(out.Files, Exported{name, r.SHA256, r.Bytes})
		paths[r.Record] = name
		for d := path.Dir(name); d != "."; d = path.Dir(d) {
			folders[filepath.Join(dir, filepath.FromSlash(d))] = true
		}
	}
	var shown []casefile.KeyImage
	for i := range marked {
		if marked[i].Broken == "" { // else it is shown to nobody
			shown = append(shown, marked[i].KeyImage)
		}
	}
	out.KeyImages = casefile.KeyImageFiles(shown, paths)
	b, err := json.MarshalIndent(out, "", "  ")
	if err == nil {
		err = writeIn(root, "manifest.json", func(f io.Writer) error { _, err := f.Write(append(b, '\n')); return err })
	}
	for d := range folders {
		if err == nil {
			err = vault.SyncDir(d)
		}
	}
	if err != nil {
		return out, bad(err)
	}
	whole = true
	if hurt == nil && unnamed != nil {
		return out, errs.Wrap(unnamed, errs.Damaged, "export records", "All records are written. A key image is damaged, so the manifest does not name it. Restore the vault from its backup, or mark the image again.")
	}
	return out, errs.Wrap(hurt, errs.Damaged, "export records", "Some records are damaged and were left out; all others are written. Restore the vault from its backup, or add those records again.")
}

func (d *Workstation) exportOne(ctx context.Context, root *os.Root, id casefile.CaseID, r casebook.Record, name string) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	return writeIn(root, name, func(f io.Writer) error { _, err := d.Vault.Copy(ctx, f, id, r.Record); return err })
}

// writeIn writes a new file whose bytes last when it returns nil; none where it
// does not.
func writeIn(root *os.Root, name string, write func(io.Writer) error) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = root.Remove(name) // half a record is none
	}
	return err
}

// clearFolder empties a folder that was empty.
func clearFolder(root *os.Root, dir string) {
	there, _ := os.ReadDir(dir)
	for _, e := range there {
		_ = root.RemoveAll(e.Name()) // what stays is said with the error
	}
}

// unwritten is the error of a file or folder that a person asked for: what, and
// what to do where the place is wrong.
func unwritten(err error, op, what, elsewhere string) error {
	switch kind := errs.KindOf(vault.FileErr(err, op)); {
	case kind == errs.DiskFull:
		return errs.Wrap(err, kind, op, what+" The disk is full. Nothing in the vault was changed. Make room, or choose another place.")
	case errs.Is(err, errs.DiskFailed), errors.Is(err, syscall.EIO):
		kind = errs.DiskFailed
		return errs.Wrap(err, kind, op, what+" The disk did not answer as it should. Nothing in the vault was changed. Choose another place, and have the disk looked at.")
	}
	return errs.Wrap(err, errs.Refused, op, what+" Nothing in the vault was changed. "+elsewhere)
}

// WriteFile writes a file that a person asked for, whole or not at all.
func WriteFile(path string, b []byte) error {
	return WriteOnce(path, func() ([]byte, error) { return b, nil })
}

// WriteOnce is WriteFile for content that is asked for only once the place
// takes a file: the physician's opening of an opinion cannot be taken back. An
// error of content is returned as it is.
func WriteOnce(path string, content func() ([]byte, error)) error {
	return writeWhole(path, func(f io.Writer) (own, err error) {
		b, own := content()
		if own != nil {
			return own, nil
		}
		_, err = f.Write(b)
		return nil, err
	})
}

// SaveRecord writes one record to a file that a person asked for, whole or not
// at all: what is not read here is opened in its own program.
func (d *Workstation) SaveRecord(ctx context.Context, id casefile.CaseID, record casefile.RecordID, path string) error {
	return writeWhole(path, func(f io.Writer) (own, err error) {
		_, err = d.Vault.Copy(ctx, f, id, record)
		if errs.KindOf(err) != errs.Internal {
			return err, nil
		}
		return nil, err
	})
}

// SaveFile writes what from gives to a file that the person chose.
func SaveFile(path string, from io.Reader) error {
	return writeWhole(path, func(f io.Writer) (own, err error) {
		_, err = io.Copy(f, from)
		if errs.KindOf(err) != errs.Internal {
			return err, nil
		}
		return nil, err
	})
}

// writeWhole writes a file, whole or not at all. An error of write's own is
// returned as it is, any other says that the place takes no file.
func writeWhole(path string, write func(io.Writer) (own, err error)) error {
	bad := func(err error) error {
		return unwritten(err, "write file", "The file could not be written there.", "Choose another place.")
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return bad(errs.E(errs.Refused, "write file", ""))
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".oso-*")
	if err != nil {
		return bad(err)
	}
	defer os.Remove(f.Name())
	own, err := write(f)
	if own != nil {
		f.Close()
		return own
	}
	if serr := f.Sync(); err == nil {
		err = serr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = vault.SyncDir(filepath.Dir(path))
	}
	if err != nil {
		return bad(err)
	}
	return nil
}

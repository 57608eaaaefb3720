package draft

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
)

// CodeKeyImageOut is the problem of a key image whose record does not go along.
const CodeKeyImageOut = "key-image-left-out"

// KeyImage is one that the clinic marked. Each is a row of its own: two windows
// that mark two images never meet.
type KeyImage struct {
	casefile.KeyImage
	Broken string // why it does not go along, a sentence; empty where it does
}

// KeyImages are those of the case in the order in which they were marked.
func (d *Workstation) KeyImages(ctx context.Context, id casefile.CaseID) ([]KeyImage, error) {
	var out []KeyImage
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		out, err = keyImages(tx, c)
		return err
	})
	return out, errs.Op(err, "read key images")
}

func keyImages(tx *casebook.Tx, c *Case) ([]KeyImage, error) {
	rows, err := casebook.List[casefile.KeyImage](tx, casebook.KindKeyImage)
	if err != nil || len(rows) == 0 {
		return []KeyImage{}, err
	}
	h, err := shelved(tx, c)
	if err != nil {
		return nil, err
	}
	out := make([]KeyImage, len(rows))
	for i, r := range rows {
		out[i].KeyImage = r.Value
		if err := h.carries(tx, &r.Value); err != nil {
			out[i].Broken = errs.Message(err)
		}
	}
	slices.SortFunc(out, func(a, b KeyImage) int { return cmp.Or(marked(&a).Compare(marked(&b)), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

func marked(k *KeyImage) time.Time {
	if k.At == nil {
		return time.Time{}
	}
	return *k.At
}

// carries refuses a key image whose record does not go along with the case, or
// does not hold the image that it names. A record that may be another patient's
// carries none: it would be shown first to whoever reads the case.
func (h *holding) carries(tx *casebook.Tx, k *casefile.KeyImage) error {
	const op = "mark image"
	row, err := casebook.Get[casebook.Record](tx, casebook.KindRecord, string(k.Record))
	if errs.Is(err, errs.NotFound) {
		return errs.E(errs.NotFound, op, "The record of this image is not in the case any more. The key image does not go along. Remove it.")
	} else if err != nil {
		return err
	}
	ref := row.Value.DICOM
	if row.Value.Kind != deed.ItemRecord || ref == nil || ref.SOPInstanceUID != k.SOP || ref.SeriesUID != k.Series || ref.StudyUID != k.Study {
		return errs.E(errs.Invalid, op, "The record holds another image than the one that was marked. The key image does not go along. Open the image again and mark it once more.")
	}
	if h.out[k.Record] {
		return errs.E(errs.Refused, op, "The record of this image is left out of the case, so the key image does not go along. Remove it, or take the record in again.")
	}
	for j := range h.discrepancies {
		if f := &h.discrepancies[j]; f.Code == people.CodeMismatch && slices.Contains(h.open(f), k.Record) {
			return errs.E(errs.Refused, op, "This image names another patient, and nobody has decided about it. It cannot be a key image. Decide about the record first.")
		}
	}
	return nil
}

// SaveKeyImage stores a key image, a new one or another state of one that is
// there; it is on the disk when this returns. Who marked it and when stays with
// the first.
func (d *Workstation) SaveKeyImage(ctx context.Context, id casefile.CaseID, k casefile.KeyImage) (casefile.KeyImage, error) {
	const op = "mark image"
	k.Note = intake.Clean(k.Note, true)
	k.Description, k.SeriesNumber = intake.Clean(k.Description, false), intake.Clean(k.SeriesNumber, false)
	if err := k.Check(); err != nil {
		return k, err
	}
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		row, err := casebook.Get[casefile.KeyImage](tx, casebook.KindKeyImage, k.ID)
		switch {
		case errs.Is(err, errs.NotFound):
			h, err := shelved(tx, c)
			if err != nil {
				return err
			}
			if err := h.carries(tx, &k); err != nil {
				return err
			}
			all, err := casebook.List[casefile.KeyImage](tx, casebook.KindKeyImage)
			if err != nil {
				return err
			}
			if len(all) >= casefile.MaxKeyImages {
				return errs.E(errs.TooLarge, op, "There may be 40 key images. Nothing was changed. Remove one before marking another.")
			}
			row = casebook.Row[casefile.KeyImage]{ID: k.ID}
			now := d.Now().UTC()
			if k.At == nil || k.At.After(now) {
				k.At = &now
			}
			k.By = d.Vault.User().Signature()
		case err != nil:
			return err
		default:
			was := row.Value
			if was.Record != k.Record || was.Frame != k.Frame || was.SOP != k.SOP {
				return errs.E(errs.Conflict, op, "This key image shows another image. Nothing was changed. Mark the image anew.")
			}
			k.By, k.At = was.By, was.At
			k = k.Kept(was)
		}
		row.Value = k
		_, err = casebook.Put(tx, casebook.KindKeyImage, row)
		return err
	})
	return k, errs.Op(err, op)
}

// RemoveKeyImage takes one away. One that is gone is no error: two windows may
// have removed it.
func (d *Workstation) RemoveKeyImage(ctx context.Context, id casefile.CaseID, key string) error {
	return d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		row, err := casebook.Get[casefile.KeyImage](tx, casebook.KindKeyImage, key)
		if errs.Is(err, errs.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		return tx.Delete(casebook.KindKeyImage, key, row.Version)
	})
}

// sealedKeyImages are those that go along, in their order.
func sealedKeyImages(tx *casebook.Tx, c *Case, items []deed.Item) ([]casefile.KeyImage, error) {
	all, err := keyImages(tx, c)
	if err != nil {
		return nil, err
	}
	here := map[casefile.RecordID]bool{}
	for _, it := range items {
		here[it.Record] = true
	}
	var out []casefile.KeyImage
	for _, k := range all {
		if k.Broken == "" && here[k.Record] {
			out = append(out, k.KeyImage)
		}
	}
	return out, casefile.CheckKeyImages(out)
}

// keyImageProblems tell what of the key images does not go along, and what of
// their notes the letter cannot print.
func keyImageProblems(tx *casebook.Tx, c *Case) ([]casefile.Problem, error) {
	all, err := keyImages(tx, c)
	if err != nil {
		return nil, err
	}
	var out []casefile.Problem
	warn := func(code, field, message string) {
		out = append(out, casefile.Problem{Code: code, Severity: casefile.SeverityWarning, Field: field, Message: message, Series: []string{}, Records: []casefile.RecordID{}})
	}
	for i, k := range all {
		field := fmt.Sprintf("key_images[%d]", i)
		if k.Broken != "" {
			warn(CodeKeyImageOut, field, fmt.Sprintf("Key image %d: %s", i+1, k.Broken))
		}
		if lost := characters.Unset(k.Note); len(lost) > 0 {
			warn(intake.CodeCharacter, field+".note", fmt.Sprintf("The note of key image %d has what the letter cannot print: %s. It shows □ there.", i+1, characters.Names(lost)))
		}
	}
	return out, nil
}

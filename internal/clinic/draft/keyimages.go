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
	Version int64  // of its row: a change names the one that it builds on
	Broken  string // why it does not go along, a sentence; empty where it does
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
	if err != nil && !errs.Is(err, errs.Damaged) || len(rows) == 0 {
		return []KeyImage{}, err
	}
	hurt := err // of some; the others are given beside it
	h, err := shelved(tx, c)
	if err != nil {
		return nil, err
	}
	out := make([]KeyImage, len(rows))
	for i, r := range rows {
		out[i].KeyImage, out[i].Version = r.Value, r.Version
		if err := h.carries(tx, &r.Value); err != nil {
			out[i].Broken = errs.Message(err)
		}
	}
	slices.SortFunc(out, func(a, b KeyImage) int { return cmp.Or(marked(&a).Compare(marked(&b)), cmp.Compare(a.ID, b.ID)) })
	return out, hurt
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
	if s := k.State; s != nil {
		if err := h.carriesState(tx, s); err != nil {
			return err
		}
	}
	ref := row.Value.DICOM
	if row.Value.Kind != deed.ItemRecord || ref == nil || ref.SOPInstanceUID != k.SOP || ref.SeriesUID != k.Series || ref.StudyUID != k.Study {
		return errs.E(errs.Invalid, op, "The record holds another image than the one that was marked. The key image does not go along. Open the image again and mark it once more.")
	}
	if h.out[k.Record] {
		return errs.E(errs.Refused, op, "The record of this image is left out of the case, so the key image does not go along. Remove it, or take the record in again.")
	}
	if s := k.State; s != nil && h.undecided(s.Record) {
		return errs.E(errs.Refused, op, "The presentation state under which this image was seen names another patient, and nobody has decided about it. The key image does not go along. Decide about the record first, or open the image and let it show as seen now.")
	}
	if h.undecided(k.Record) {
		return errs.E(errs.Refused, op, "This image names another patient, and nobody has decided about it. It cannot be a key image. Decide about the record first.")
	}
	return nil
}

// undecided tells whether a record names another patient and nobody has said whose
// it is.
func (h *holding) undecided(id casefile.RecordID) bool {
	return slices.ContainsFunc(h.discrepancies, func(f Discrepancy) bool {
		return f.Code == people.CodeMismatch && slices.Contains(h.open(&f), id)
	})
}

// carriesState refuses a presentation state that does not go along: without it
// the image would be shown as nobody marked it.
func (h *holding) carriesState(tx *casebook.Tx, s *casefile.PresentationState) error {
	row, err := casebook.Get[casebook.Record](tx, casebook.KindRecord, string(s.Record))
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	ref := row.Value.DICOM
	if err != nil || h.out[s.Record] || row.Value.Kind != deed.ItemRecord || ref == nil || ref.SOPInstanceUID != s.SOP {
		return errs.E(errs.Refused, "mark image", "The presentation state under which this image was seen does not go along with the case, so the key image does not either. Open the image, let it show as seen now, or take the state in again.")
	}
	return nil
}

// SaveKeyImage stores a key image over the version of its row that it builds on,
// 0 for a new one; it is on the disk when this returns, which gives it as it
// is stored. Who marked it and when stays with the first. Kind Conflict where
// somebody changed or removed it since.
func (d *Workstation) SaveKeyImage(ctx context.Context, id casefile.CaseID, version int64, k casefile.KeyImage) (KeyImage, error) {
	const op = "mark image"
	k.Note = intake.Clean(k.Note, true)
	k.Description, k.SeriesNumber = intake.Clean(k.Description, false), intake.Clean(k.SeriesNumber, false)
	if err := k.Check(); err != nil {
		return KeyImage{}, err
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
		case errs.Is(err, errs.NotFound) && version != 0:
			return errs.E(errs.Conflict, op, "This key image was removed in another window. What you wrote is on this page alone. Change it once more to keep it, or remove it here, too.")
		case errs.Is(err, errs.NotFound):
			if err := mayMark(tx, c, &k); err != nil {
				return err
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
			if row.Version != version {
				return errs.E(errs.Conflict, op, "This key image was changed in another window. What you wrote is on this page alone. Read what is kept, and change it once more where yours should stay.")
			}
			was := row.Value
			if was.Record != k.Record || was.Frame != k.Frame || was.SOP != k.SOP {
				return errs.E(errs.Conflict, op, "This key image shows another image. Nothing was changed. Mark the image anew.")
			}
			if s := k.State; s != nil && (was.State == nil || *was.State != *s) {
				h, err := shelved(tx, c)
				if err != nil {
					return err
				}
				if err := h.carries(tx, &k); err != nil {
					return err
				}
			}
			k.By, k.At = was.By, was.At
			k = k.Kept(was)
		}
		row.Value = k
		version, err = casebook.Put(tx, casebook.KindKeyImage, row)
		return err
	})
	return KeyImage{KeyImage: k, Version: version}, errs.Op(err, op)
}

// mayMark refuses a new key image whose record does not go along, or that is one too many.
func mayMark(tx *casebook.Tx, c *Case, k *casefile.KeyImage) error {
	h, err := shelved(tx, c)
	if err != nil {
		return err
	}
	if err := h.carries(tx, k); err != nil {
		return err
	}
	all, err := casebook.List[casefile.KeyImage](tx, casebook.KindKeyImage)
	if err != nil {
		return err
	}
	return casefile.CheckCount(len(all) + 1)
}

// RemoveKeyImage takes one away, of the version that was seen. One that is gone
// is no error: two windows may have removed it.
func (d *Workstation) RemoveKeyImage(ctx context.Context, id casefile.CaseID, key string, version int64) error {
	const op = "remove key image"
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
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
		if row.Version != version {
			return errs.E(errs.Conflict, op, "This key image was changed in another window. It was not removed. Read it, and remove it again where it should go.")
		}
		return tx.Delete(casebook.KindKeyImage, key, row.Version)
	})
	return errs.Op(err, op)
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
		if k.Broken == "" && !slices.ContainsFunc(k.Records(), func(r casefile.RecordID) bool { return !here[r] }) {
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

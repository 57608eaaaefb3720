package casefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
)

// Limits of key images: far above what people mark, and small enough to go
// through a manifest.
const (
	MaxKeyImages = 40    // of a case, and of an opinion
	MaxArrows    = 12    // of a key image
	MaxNote      = 1_000 // characters of its note
	// maxRest is for what a newer program writes beside the rest, in bytes.
	maxRest = 16 << 10
	// farthest is how far from an image's corner anything of it may lie, in
	// pixels: whole slides have a few hundred thousand.
	farthest = 1 << 24
)

// KeyImage is an image that a person marked for others to look at, as that
// person saw it. It says nothing that the image does not say of itself but its
// note; its picture is made anew from the image each time.
type KeyImage struct {
	ID             string             `json:"id"`     // as NewID gives; made where it is marked
	Record         RecordID           `json:"record"` // that holds the image
	Study          string             `json:"study"`  // Study Instance UID
	Series         string             `json:"series"` // Series Instance UID
	SOP            string             `json:"sop"`    // SOP Instance UID
	Frame          int                `json:"frame"`  // from 1
	SeriesNumber   string             `json:"series_number,omitempty"`
	InstanceNumber int                `json:"instance_number,omitempty"`
	Modality       string             `json:"modality,omitempty"`
	Description    string             `json:"description,omitempty"` // of the series
	Date           string             `json:"date,omitempty"`        // of the study, YYYY-MM-DD
	Arrows         []Arrow            `json:"arrows,omitempty"`
	Note           string             `json:"note,omitempty"`
	Window         *Windowing         `json:"window,omitempty"` // nil: as State says, else as the image comes
	Invert         bool               `json:"invert,omitempty"`
	Rotate         int                `json:"rotate,omitempty"` // clockwise, after Flip: 0, 90, 180, 270
	Flip           bool               `json:"flip,omitempty"`   // left and right
	Region         *Region            `json:"region,omitempty"` // what of the image was in view; nil: all of it
	State          *PresentationState `json:"state,omitempty"`  // nil: it was seen without one
	Optics         *Optics            `json:"optics,omitempty"` // of a whole slide alone
	By             string             `json:"by,omitempty"`     // who marked it, as that person signs
	At             *time.Time         `json:"at,omitempty"`

	// rest is what a newer program wrote beside these: it is kept.
	rest map[string]json.RawMessage
}

// KeyImageFile is a key image in an export: with the file that holds its image.
type KeyImageFile struct {
	Path  string   `json:"path"` // as the export's manifest names the file
	Image KeyImage `json:"image"`
}

// KeyImageFiles are those whose records were written, in the order of the key
// images; paths says under which name.
func KeyImageFiles(all []KeyImage, paths map[RecordID]string) []KeyImageFile {
	out := []KeyImageFile{}
	for _, k := range all {
		if path, ok := paths[k.Record]; ok {
			out = append(out, KeyImageFile{path, k})
		}
	}
	return out
}

// Pixel is a point of an image: column and row in pixels from its upper left
// corner, so that (0.5, 0.5) is the middle of the first pixel (PS3.3 C.10.5).
type Pixel [2]float64

// Arrow points at To.
type Arrow struct {
	From Pixel `json:"from"`
	To   Pixel `json:"to"`
}

// Windowing is a linear window (PS3.3 C.11.2.1.2), in the values after the modality's
// mapping.
type Windowing struct {
	Center float64 `json:"center"`
	Width  float64 `json:"width"`
}

// PresentationState names the one (PS3.3 A.33.1) under which an image was
// seen: its shutter, its drawings, and its grays where no window is named. How
// the image lay is in the key image itself. Programs of before pass over it and
// show the image without.
type PresentationState struct {
	Record RecordID `json:"record"` // that holds it
	SOP    string   `json:"sop"`    // its SOP Instance UID
}

// Optics are how a part of a whole slide was seen, as a pathologist says it: a
// frame of such an image is a tile.
type Optics struct {
	Plane  int     `json:"plane,omitempty"`  // the focal plane, from 1; 0: the slide has one
	Planes int     `json:"planes,omitempty"` // of so many
	Path   string  `json:"path,omitempty"`   // the optical path's identifier; "": the slide has one
	Power  float64 `json:"power,omitempty"`  // so many times as on the screen; 0: nobody says
	About  bool    `json:"about,omitempty"`  // Power is counted from the size of a pixel
}

// Words say them, one each.
func (o *Optics) Words() []string {
	var out []string
	if o.Plane > 0 {
		out = append(out, fmt.Sprintf("focal plane %d of %d", o.Plane, o.Planes))
	}
	if o.Path != "" {
		out = append(out, "light "+o.Path)
	}
	if o.Power > 0 {
		about := ""
		if o.About {
			about = "about "
		}
		out = append(out, "at "+about+strconv.FormatFloat(o.Power, 'f', -1, 64)+"×")
	}
	return out
}

func (o *Optics) whole() bool {
	return o.Plane >= 0 && o.Plane <= o.Planes && o.Planes <= 10_000 && len(o.Path) <= 64 && o.Power >= 0 && o.Power <= 10_000
}

// Region is a part of an image in its pixels, as it lies before Flip and
// Rotate; it may reach beyond the image.
type Region struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
}

// Target is a place to open: an image by its record, or by its series and SOP
// instance, a frame of it, a point. It is what an address in the pages names.
type Target struct {
	Record RecordID `json:"record,omitempty"`
	Series string   `json:"series,omitempty"`
	SOP    string   `json:"sop,omitempty"`
	Frame  int      `json:"frame,omitempty"`
	X      *float64 `json:"x,omitempty"`
	Y      *float64 `json:"y,omitempty"`
}

// Target is where the key image opens: at its first arrow, where it has one.
func (k *KeyImage) Target() Target {
	t := Target{Record: k.Record, Series: k.Series, SOP: k.SOP, Frame: k.Frame}
	if len(k.Arrows) > 0 {
		to := k.Arrows[0].To
		t.X, t.Y = &to[0], &to[1]
	}
	return t
}

// Check refuses what no program of ours draws: it is kind Invalid, or TooLarge
// where there is too much of it.
func (k *KeyImage) Check() error {
	const op = "check key image"
	switch {
	case !uid(k.Study), !uid(k.Series), !uid(k.SOP):
		return errs.E(errs.Invalid, op, "The file of this image has no identifiers as the standard has them. It cannot be a key image, and nothing was kept. Name the image in a text.")
	case len(k.SeriesNumber) > 64, len(k.Modality) > 64, len(k.Date) > 10, len(k.Description) > 1_024, len(k.By) > 1_024, k.extra() > maxRest:
		return errs.E(errs.TooLarge, op, "What the file says of this image's series is longer than a key image may have. It was not kept. Name the image in a text.")
	case !ValidID(k.ID), !ValidID(string(k.Record)), k.Frame < 1, k.Frame > farthest,
		!slices.Contains([]int{0, 90, 180, 270}, k.Rotate), !k.whole(), k.Optics != nil && !k.Optics.whole(),
		k.State != nil && (!ValidID(string(k.State.Record)) || !uid(k.State.SOP)):
		return errs.E(errs.Invalid, op, "The key image does not say which image it shows, or how. It was not kept. Open the image again and mark it once more.")
	case len(k.Arrows) > MaxArrows:
		return errs.E(errs.TooLarge, op, "A key image may have 12 arrows. Nothing was changed. Remove one before drawing another.")
	case utf8.RuneCountInString(k.Note) > MaxNote:
		return errs.E(errs.TooLarge, op, "The note of a key image may have 1,000 characters. What was kept before is as it was. Shorten it; what is longer belongs into the history.")
	}
	return nil
}

// Records are those that it is made of: the image's, and its state's.
func (k *KeyImage) Records() []RecordID {
	if k.State == nil {
		return []RecordID{k.Record}
	}
	return []RecordID{k.Record, k.State.Record}
}

// whole tells whether all that is drawn by is a number that can be drawn by.
func (k *KeyImage) whole() bool {
	near := func(v ...float64) bool {
		return !slices.ContainsFunc(v, func(x float64) bool { return math.IsNaN(x) || math.Abs(x) > farthest })
	}
	for _, a := range k.Arrows {
		if !near(a.From[:]...) || !near(a.To[:]...) {
			return false
		}
	}
	if w := k.Window; w != nil && (math.IsNaN(w.Center) || math.Abs(w.Center) > math.MaxFloat32 || !(w.Width > 0) || w.Width > math.MaxFloat32) {
		return false
	}
	if r := k.Region; r != nil && (!near(r.X, r.Y, r.Width, r.Height) || r.Width <= 0 || r.Height <= 0) {
		return false
	}
	return true
}

// extra is how much a newer program wrote beside what this one knows, in bytes.
func (k *KeyImage) extra() int {
	n := 0
	for name, v := range k.rest {
		n += len(name) + len(v)
	}
	return n
}

// uid tells whether s has the form of a UID as files have them: some are longer
// than the standard's 64 characters, none has anything but digits and dots.
func uid(s string) bool {
	return s != "" && len(s) <= 128 && strings.Trim(s, "0123456789.") == ""
}

// CheckCount refuses more key images than there may be.
func CheckCount(n int) error {
	if n > MaxKeyImages {
		return errs.E(errs.TooLarge, "check key images", "There may be 40 key images. Nothing was changed. Remove one before marking another.")
	}
	return nil
}

// CheckKeyImages checks a list of them: each, how many there are, and that no
// two are one.
func CheckKeyImages(all []KeyImage) error {
	const op = "check key images"
	if err := CheckCount(len(all)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range all {
		if err := all[i].Check(); err != nil {
			return err
		}
		if seen[all[i].ID] {
			return errs.E(errs.Invalid, op, "A key image is there twice. Nothing was changed. Open the images again.")
		}
		seen[all[i].ID] = true
	}
	return nil
}

// keyImage is a KeyImage without its methods.
type keyImage KeyImage

// UnmarshalJSON keeps what it does not know.
func (k *KeyImage) UnmarshalJSON(b []byte) error {
	var known keyImage
	if err := json.Unmarshal(b, &known); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	// A known name is read in any case of its letters.
	maps.DeleteFunc(all, func(name string, _ json.RawMessage) bool {
		return slices.ContainsFunc(keyImageFields[:], func(f string) bool { return strings.EqualFold(f, name) })
	})
	if len(all) > 0 {
		known.rest = all
	}
	*k = KeyImage(known)
	return nil
}

// MarshalJSON writes also what was kept of a newer program's.
func (k KeyImage) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(keyImage(k))
	if err != nil || len(k.rest) == 0 {
		return b, err
	}
	rest, err := json.Marshal(k.rest)
	if err != nil {
		return nil, err
	}
	return slices.Concat(bytes.TrimSuffix(b, []byte("}")), []byte(","), rest[1:]), nil
}

// Kept is the key image with what a newer program wrote into the one before it.
func (k KeyImage) Kept(before KeyImage) KeyImage {
	k.rest = before.rest
	return k
}

var keyImageFields = [...]string{
	"id", "record", "study", "series", "sop", "frame", "series_number", "instance_number", "modality", "description", "date",
	"arrows", "note", "window", "invert", "rotate", "flip", "region", "state", "optics", "by", "at",
}

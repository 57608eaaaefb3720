package casefile

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

func keyImageOf(with func(*KeyImage)) KeyImage {
	at := time.Date(2026, 11, 29, 9, 30, 0, 0, time.UTC)
	k := KeyImage{
		ID: strings.Repeat("a", 32), Record: RecordID(strings.Repeat("b", 32)), Study: "1.2.3", Series: "1.2.3.4", SOP: "1.2.3.4.41", Frame: 1,
		SeriesNumber: "2", InstanceNumber: 41, Modality: "CT", Description: "Thorax", Date: "2026-10-02",
		Arrows: []Arrow{{From: Pixel{10, 20}, To: Pixel{30.5, 40.5}}}, Note: "This node?", Window: &Windowing{Center: -600, Width: 1500},
		Rotate: 90, Flip: true, Region: &Region{X: -3, Y: 0, Width: 256, Height: 128},
		State:  &PresentationState{Record: RecordID(strings.Repeat("c", 32)), SOP: "1.2.3.9"},
		Optics: &Optics{Plane: 3, Planes: 5, Path: "1", Power: 40}, By: "Dr. Okonkwo-Reyes", At: &at,
	}
	if with != nil {
		with(&k)
	}
	return k
}

func TestKeyImageIsChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		with func(*KeyImage)
		kind errs.Kind
	}{
		"whole": {nil, ""},
		"bare": {func(k *KeyImage) {
			*k = KeyImage{ID: k.ID, Record: k.Record, Study: "1", Series: "2", SOP: "3", Frame: 1}
		}, ""},
		"note of 1,000":    {func(k *KeyImage) { k.Note = strings.Repeat("ä", MaxNote) }, ""},
		"long note":        {func(k *KeyImage) { k.Note = strings.Repeat("ä", MaxNote+1) }, errs.TooLarge},
		"many arrows":      {func(k *KeyImage) { k.Arrows = make([]Arrow, MaxArrows+1) }, errs.TooLarge},
		"no id":            {func(k *KeyImage) { k.ID = "" }, errs.Invalid},
		"a path for a UID": {func(k *KeyImage) { k.SOP = "../1" }, errs.Invalid},
		"letters in a UID": {func(k *KeyImage) { k.SOP = "1.2.840.ABC" }, errs.Invalid},
		"long description": {func(k *KeyImage) { k.Description = strings.Repeat("a", 1_025) }, errs.TooLarge},
		"much of a newer program": {func(k *KeyImage) {
			k.rest = map[string]json.RawMessage{"new": json.RawMessage(`"` + strings.Repeat("a", maxRest) + `"`)}
		}, errs.TooLarge},
		"no series":                 {func(k *KeyImage) { k.Series = "" }, errs.Invalid},
		"frame 0":                   {func(k *KeyImage) { k.Frame = 0 }, errs.Invalid},
		"a turn of 45":              {func(k *KeyImage) { k.Rotate = 45 }, errs.Invalid},
		"an arrow to NaN":           {func(k *KeyImage) { k.Arrows[0].To[1] = math.NaN() }, errs.Invalid},
		"an arrow far away":         {func(k *KeyImage) { k.Arrows[0].From[0] = 1e12 }, errs.Invalid},
		"no window width":           {func(k *KeyImage) { k.Window.Width = 0 }, errs.Invalid},
		"endless window":            {func(k *KeyImage) { k.Window.Center = math.Inf(1) }, errs.Invalid},
		"a state without a name":    {func(k *KeyImage) { k.State.SOP = "" }, errs.Invalid},
		"a state without a record":  {func(k *KeyImage) { k.State.Record = "1" }, errs.Invalid},
		"a plane of none":           {func(k *KeyImage) { k.Optics.Planes = 2 }, errs.Invalid},
		"a power that is no number": {func(k *KeyImage) { k.Optics.Power = math.NaN() }, errs.Invalid},
		"an empty region":           {func(k *KeyImage) { k.Region.Height = 0 }, errs.Invalid},
	} {
		k := keyImageOf(c.with)
		if got := errs.KindOf(k.Check()); (k.Check() == nil) != (c.kind == "") || c.kind != "" && got != c.kind {
			t.Errorf("%s: %q, want %q", name, got, c.kind)
		}
	}
	many := make([]KeyImage, MaxKeyImages+1)
	for i := range many {
		many[i] = keyImageOf(func(k *KeyImage) { k.ID = NewID() })
	}
	if err := CheckKeyImages(many[1:]); err != nil {
		t.Error(err)
	}
	if !errs.Is(CheckKeyImages(many), errs.TooLarge) {
		t.Error("more than there may be are taken")
	}
	if !errs.Is(CheckKeyImages([]KeyImage{many[0], many[0]}), errs.Invalid) {
		t.Error("one twice is taken")
	}
}

// What a newer program says of a key image goes through this one.
func TestKeyImageKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(keyImageOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.TrimSuffix(string(b), "}") + `,"circle":{"at":[1,2]},"depth":3}`
	var k KeyImage
	if err := json.Unmarshal([]byte(newer), &k); err != nil {
		t.Fatal(err)
	}
	changed := keyImageOf(func(k *KeyImage) { k.Note = "Another" }).Kept(k)
	out, err := json.Marshal([]KeyImage{changed})
	if err != nil {
		t.Fatal(err)
	}
	if want := `"circle":{"at":[1,2]},"depth":3}]`; !strings.HasSuffix(string(out), want) || !strings.Contains(string(out), `"note":"Another"`) {
		t.Errorf("%s does not end with %s", out, want)
	}
	var again []KeyImage
	if err := json.Unmarshal(out, &again); err != nil || !reflect.DeepEqual(again[0], changed) {
		t.Errorf("%+v, %v", again, err)
	}
	known := []string{}
	of := reflect.TypeFor[KeyImage]()
	for i := range of.NumField() {
		if name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ","); name != "" {
			known = append(known, name)
		}
	}
	if !slices.Equal(known, keyImageFields[:]) {
		t.Errorf("fields are %q, and %q are taken out of the rest", known, keyImageFields)
	}
}

func TestKeyImageOpensAtItsArrow(t *testing.T) {
	t.Parallel()
	k := keyImageOf(nil)
	if got := k.Target(); got.SOP != k.SOP || got.Frame != 1 || got.X == nil || *got.X != 30.5 || *got.Y != 40.5 {
		t.Errorf("%+v", got)
	}
	k.Arrows = nil
	if got := k.Target(); got.X != nil {
		t.Errorf("%+v", got)
	}
}

func TestKeyImageIsReadOnce(t *testing.T) {
	t.Parallel()
	var k KeyImage
	if err := json.Unmarshal([]byte(`{"ID":"x","Note":"A node","newer":1}`), &k); err != nil {
		t.Fatal(err)
	}
	if k.ID != "x" || k.Note != "A node" || len(k.rest) != 1 || k.rest["newer"] == nil {
		t.Errorf("%q, %q, beside it %v", k.ID, k.Note, k.rest)
	}
}

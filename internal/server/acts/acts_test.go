package acts

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// TestEveryEventIsSpelledOnce holds the declarations against the workflow's
// table and the table of rights, either way (S22).
func TestEveryEventIsSpelledOnce(t *testing.T) {
	t.Parallel()
	seen := map[workflow.Event]Act{}
	for _, a := range All() {
		if _, twice := seen[a.Event]; twice {
			t.Errorf("%s is declared twice", a.Event)
		}
		seen[a.Event] = a
	}
	events := map[workflow.Event]bool{Letter: true, FinishTask: true, PutOffTask: true, Assign: true, RecordCall: true, RecordOutcome: true, NoteTalk: true, SendThingsBack: true, PutThings: true, ConfirmArrival: true, CorrectLabel: true, LinkPartner: true, AskTranslation: true, JoinTranslation: true, NoTranslation: true, TieRecords: true, TakeMaterial: true, GiveBackMaterial: true, Opened: true, OpenedRecord: true, MovedRecord: true, Printed: true, Taken: true, Ticked: true, Unticked: true, Lacked: true, Replied: true, workflow.DateMoved: true, BrokeGlass: true, GlassSaw: true, GlassEnded: true, GlassReviewed: true, HeldLegally: true, HoldLifted: true, Purged: true}
	for _, r := range workflow.Table() {
		events[r.Event] = true
		if _, ok := seen[r.Event]; !ok {
			t.Errorf("%s is an event without a declaration", r.Event)
		}
	}
	for _, a := range All() {
		if !events[a.Event] {
			t.Errorf("%s is declared and no event", a.Event)
		}
		if (len(a.Who()) > 0) != (a.Request != nil) && a.Event != Taken && a.Event != Lacked { // asked for as a download, or said beside the letter
			t.Errorf("%s: %v may, and its request is %v", a.Event, a.Who(), a.Request)
		}
	}
	for _, r := range rights.Table() {
		for _, name := range r.Acts {
			if _, ok := Find(workflow.Event(name)); !ok && principal.Staff.Bears(r.Role) && name != rights.WriteDraft && name != rights.WritePart && name != rights.TakeStudy && name != rights.SayLacked {
				t.Errorf("%s may be done by %s and is not declared", name, r.Role)
			}
		}
	}
}

func TestEveryActHasItsOwnRequest(t *testing.T) {
	t.Parallel()
	of := map[reflect.Type]workflow.Event{}
	for _, a := range Console() {
		if other, ok := of[a.Request]; ok {
			t.Errorf("%s and %s share the request %s", a.Event, other, a.Request)
		}
		of[a.Request] = a.Event
	}
}

func TestEverythingHasWords(t *testing.T) {
	t.Parallel()
	sentence := func(at, s string) {
		if s != "" && !strings.HasSuffix(s, ".") {
			t.Errorf("%s: %q is no sentence", at, s)
		}
	}
	for _, a := range All() {
		at := string(a.Event)
		if a.Done == "" || (a.Label != "") != (a.Request != nil) {
			t.Errorf("%s: done %q, label %q", at, a.Done, a.Label)
		}
		sentence(at, a.Lead)
		sentence(at, a.Final)
		sentence(at, a.Means)
		if a.Final != "" && !strings.HasSuffix(a.DialogTitle(), "?") {
			t.Errorf("%s cannot be taken back, and nobody is asked: %q", at, a.DialogTitle())
		}
		if a.Press && (a.Final != "" || slices.ContainsFunc(a.Fields(), func(f Field) bool { return f.Required && !f.Kind.Given() })) {
			t.Errorf("%s is done at a press and asks for something", at)
		}
		names := map[string]bool{}
		var each func(at string, list []Field)
		each = func(at string, list []Field) {
			for _, f := range list {
				at := at + "." + f.Name
				if names[at] || f.Name == "" || f.Label == "" || f.Kind == "" {
					t.Errorf("%s: %+v", at, f)
				}
				names[at] = true
				if f.Required || f.Of != nil {
					if f.Need == "" {
						t.Errorf("%s is required and does not say what to do", at)
					}
					sentence(at, f.Need)
				}
				for _, c := range f.Choices {
					if c.Value == "" || c.Label == "" {
						t.Errorf("%s: choice %+v", at, c)
					}
				}
				for _, r := range f.Of {
					if !slices.ContainsFunc(a.Who(), func(w Who) bool { return w.Role == r }) {
						t.Errorf("%s is required of %s, who may not do it", at, r)
					}
				}
				each(at, f.Fields)
			}
		}
		each(at, a.Fields())
	}
}

// TestReasonsHaveWords: an event that wants a reason has a field for it, and
// each code of the defaults is said in words; no word is of a code that nobody
// may choose.
func TestReasonsHaveWords(t *testing.T) {
	t.Parallel()
	reasons := workflow.Defaults(time.UTC).Reasons
	used := map[string]bool{}
	for e, codes := range reasons {
		for _, c := range codes {
			if used[c] = true; reasonWords[c] == "" {
				t.Errorf("the reason %s of %s has no words", c, e)
			}
		}
	}
	for c := range reasonWords {
		if !used[c] {
			t.Errorf("%s is in words, and nobody may choose it", c)
		}
	}
	for _, a := range Console() {
		asks := slices.ContainsFunc(a.Fields(), func(f Field) bool {
			return f.Kind == KindReason || slices.ContainsFunc(f.Fields, func(f Field) bool { return f.Kind == KindReason })
		})
		if (len(reasons[a.Event]) > 0) != asks {
			t.Errorf("%s: asks for a reason %t, of %v", a.Event, asks, reasons[a.Event])
		}
	}
}

func known(workflow.Event, string) bool { return true }

// filled is a request with something in every field.
func filled(a Act) reflect.Value {
	v := reflect.New(a.Request)
	fill(v.Elem(), a.Fields())
	return v
}

func fill(v reflect.Value, fields []Field) {
	for _, f := range fields {
		value := v.FieldByIndex(f.index)
		switch value.Kind() {
		case reflect.Bool:
			value.SetBool(true)
		case reflect.Int64:
			value.SetInt(1)
		case reflect.Slice:
			one := reflect.New(f.typ.Elem()).Elem()
			fill(one, f.Fields)
			value.Set(reflect.Append(value, one))
		default:
			value.SetString("x")
			if f.Choices != nil {
				value.SetString(f.Choices[0].Value)
			}
		}
	}
}

// TestWhatIsMissingIsNamed empties one field after the other of every request.
func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	for _, a := range Console() {
		if err := a.Check(filled(a).Interface(), principal.Coordinator, known); err != nil {
			t.Errorf("%s: a whole request: %v", a.Event, err)
		}
		for _, f := range a.Fields() {
			v := filled(a)
			v.Elem().FieldByIndex(f.index).SetZero()
			err := a.Check(v.Interface(), principal.Coordinator, known)
			if !f.RequiredOf(principal.Coordinator) {
				if err != nil {
					t.Errorf("%s without its optional %s: %v", a.Event, f.Name, err)
				}
				continue
			}
			var at *FieldError
			if !errs.Is(err, errs.Incomplete) || !errors.As(err, &at) || at.Field != f.Name || !strings.Contains(errs.Message(err), "“"+f.Label+"” is missing. "+f.Need) {
				t.Errorf("%s without %s: %v", a.Event, f.Name, err)
			}
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	t.Parallel()
	none := func(workflow.Event, string) bool { return false }
	for _, c := range []struct {
		event   workflow.Event
		request any
		known   func(workflow.Event, string) bool
		kind    errs.Kind
		field   string
	}{
		{workflow.Hold, &Hold{Reasoned{Reason: "holiday"}}, none, errs.Invalid, "reason"},
		{workflow.Hold, &Hold{Reasoned{Reason: " "}}, known, errs.Incomplete, "reason"},
		{workflow.Hold, &Hold{Reasoned{Reason: "x", Note: Note(strings.Repeat("é", maxWords+1))}}, known, errs.TooLarge, "note"},
		{workflow.Hold, &Hold{Reasoned{Reason: "x", Note: Note(strings.Repeat("é", maxWords))}}, known, "", ""},
		{workflow.OrderOverread, &OrderOverread{OfReview: OfReview{Kind: "dental"}}, known, errs.Invalid, "kind"},
		{workflow.Deliver, &Deliver{Channel: "pigeon", Evidence: "x"}, known, errs.Invalid, "channel"},
		{workflow.FindDeficient, &FindDeficient{Items: []Deficiency{{Material: "m", Code: "missing"}, {Material: "m"}}}, known, errs.Incomplete, "items[1].code"},
		{workflow.ReturnDraft, &ReturnDraft{Returning{Version: 1, Reason: "x", Comments: []Comment{{Text: "\n"}}}}, known, errs.Incomplete, "comments[0].text"},
	} {
		a, _ := Find(c.event)
		err := a.Check(c.request, principal.Coordinator, c.known)
		var at *FieldError
		if c.kind == "" {
			if err != nil {
				t.Errorf("%s: %v", c.event, err)
			}
			continue
		}
		if !errs.Is(err, c.kind) || !errors.As(err, &at) || at.Field != c.field {
			t.Errorf("%s: %v at %+v, want %s at %s", c.event, err, at, c.kind, c.field)
		}
	}
}

// A partner's own acceptance speaks for itself; a coordinator says how it came.
func TestNoteOfAcceptance(t *testing.T) {
	t.Parallel()
	a, _ := Find(workflow.AcceptEstimate)
	if err := a.Check(&AcceptEstimate{}, principal.PartnerAdmin, known); err != nil {
		t.Errorf("the partner: %v", err)
	}
	if err := a.Check(&AcceptEstimate{}, principal.Coordinator, known); !errs.Is(err, errs.Incomplete) {
		t.Errorf("a coordinator: %v", err)
	}
}

package acts

import (
	"reflect"
	"slices"

	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// Act is one event, or the message that is none, as people meet it.
type Act struct {
	Event workflow.Event
	Done  string // what the history says of it

	// What follows is of acts that people do at the console.

	Label string // what its button says
	Next  string // what the work list says where it is due; empty: it never is
	Title string // of its dialog; empty: Label
	Lead  string // what follows from it, before anything is asked
	// Final says what is lost with an act that cannot be taken back. Its dialog
	// asks for the patient's family name first.
	Final  string
	Danger bool // its button is red; Final ones always are
	// Press: done at a press. What it may bring is not asked for.
	Press bool
	Means string // for whoever reads the interface, where Done does not say it
	// Request is the type of what it brings; nil: nobody does it at the console.
	Request reflect.Type
}

// asks names the type of a request.
func asks[R any]() reflect.Type { return reflect.TypeFor[R]() }

// Console lists what people do at the console, in the order in which it is
// due: first what waits for somebody, the most urgent first, then what may be
// done.
func Console() []Act {
	var out []Act
	for _, a := range table {
		if a.Request != nil {
			out = append(out, a)
		}
	}
	return out
}

// All lists every event, those of the console first.
func All() []Act { return slices.Clone(table) }

// Find gives the act of the console under its name.
func Find(e workflow.Event) (Act, bool) {
	for _, a := range table {
		if a.Event == e && a.Request != nil {
			return a, true
		}
	}
	return Act{}, false
}

// LabelOf is what the button of an act says; empty where there is none.
func LabelOf(e workflow.Event) string {
	a, _ := Find(e)
	return a.Label
}

// Fields are what the act asks for, in the order of its form.
func (a Act) Fields() []Field { return fieldsOf(a.Request) }

// Signs tells whether the act opens the person's signing key.
func (a Act) Signs() bool {
	return slices.ContainsFunc(a.Fields(), func(f Field) bool { return f.Kind == KindPassword })
}

// DialogTitle is what stands above its form.
func (a Act) DialogTitle() string {
	if a.Title != "" {
		return a.Title
	}
	return a.Label
}

// Who is one that the table of rights lets do an act at the console.
type Who struct {
	Role     principal.Role
	Relation rights.Relation
}

// Who may do it at the console: the table of rights, the other way round.
func (a Act) Who() []Who {
	var out []Who
	for _, r := range rights.Table() {
		if principal.Staff.Bears(r.Role) && slices.Contains(r.Acts, rights.Act(a.Event)) {
			out = append(out, Who{r.Role, r.Relation})
		}
	}
	return out
}

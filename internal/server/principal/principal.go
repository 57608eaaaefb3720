package principal

import "slices"

// Held is a role as a person holds it now.
type Held struct {
	Role    Role
	Clinic  string // id: of a clinic's physician or staff
	Partner string // id: of a partner's own coordinator or administrator; empty: of the service
}

// Person is one human.
type Person struct {
	ID      string
	Entries []string // other ids under which the same human was entered before
	Name    string
	Titles  string // as checked: "MD, PhD; Hematology"
	Left    bool   // takes part no longer
	Roles   []Held // now; none once left
}

// Is tells whether an id, wherever it is kept, is this person's. No id is
// nobody's.
func (p Person) Is(id string) bool {
	return id != "" && (id == p.ID || slices.Contains(p.Entries, id))
}

// IsAny tells whether one of the ids is this person's.
func (p Person) IsAny(ids []string) bool { return slices.ContainsFunc(ids, p.Is) }

// Holds tells whether the person holds the role now, wherever.
func (p Person) Holds(r Role) bool {
	return slices.ContainsFunc(p.Roles, func(h Held) bool { return h.Role == r })
}

// HoldsOf tells whether the person holds the role for a partner; empty: for the
// service itself.
func (p Person) HoldsOf(r Role, partner string) bool {
	return slices.ContainsFunc(p.Roles, func(h Held) bool { return h.Role == r && h.Partner == partner })
}

// At tells whether the person holds the role at a clinic.
func (p Person) At(r Role, clinic string) bool {
	return clinic != "" && slices.ContainsFunc(p.Roles, func(h Held) bool { return h.Role == r && h.Clinic == clinic })
}

// Of tells whether the person belongs to a clinic now.
func (p Person) Of(clinic string) bool {
	return clinic != "" && slices.ContainsFunc(p.Roles, func(h Held) bool { return h.Clinic == clinic })
}

// Principal is who came through a door.
type Principal struct {
	Kind    Kind
	Person         // zero: a desk that asks for itself, the program, a patient without an account
	Account string // id of the sign-in; empty where there is none
	Device  string // id of the desk
	Clinic  string // id of the desk's clinic
}

// Here are the roles that count at the door, each once.
func (p Principal) Here() []Role {
	var out []Role
	for _, h := range p.Roles {
		if p.Kind.Bears(h.Role) && !slices.Contains(out, h.Role) {
			out = append(out, h.Role)
		}
	}
	return out
}

// Has tells whether the person holds a role that counts at the door.
func (p Principal) Has(r Role) bool { return p.Kind.Bears(r) && p.Holds(r) }

// Only is the same principal with one of the roles that count at the door.
func (p Principal) Only(r Role) Principal {
	p.Roles = slices.DeleteFunc(slices.Clone(p.Roles), func(h Held) bool { return p.Kind.Bears(h.Role) && h.Role != r })
	return p
}

// As is the principal acting under one role.
func (p Principal) As(r Role) Actor { return Actor{p, r} }

// Actor is who does one act, and under which role.
type Actor struct {
	Principal
	Role Role
}

// Borne tells whether the role counts at the door that the actor came through.
func (a Actor) Borne() bool { return a.Kind.Bears(a.Role) }

// Subject is who acts as the audit names it: the person, else the desk, else
// nobody.
func (a Actor) Subject() string {
	if a.ID != "" {
		return a.ID
	}
	return a.Device
}

// TheProgram is whatever happens by itself.
func TheProgram() Actor { return Principal{Kind: Program}.As(System) }

// CommandLine is whoever runs the service's own commands: the machine lets
// them, no account does.
func CommandLine() Actor {
	return Principal{Kind: Operator, Person: Person{ID: "command-line", Name: "command line"}}.As(Admin)
}

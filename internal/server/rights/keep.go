package rights

import (
	"fmt"
	"strings"

	"oso/internal/server/principal"
)

// Register is what the service's own people keep as data, whole and by version
// (package register).
type Register string

// Holidays are the days on which the office is closed.
const Holidays Register = "holidays"

// Keeper is who may see a register, propose a version and confirm another's.
type Keeper struct {
	Register Register
	Roles    []principal.Role // the nearest to the register first
}

// Keepers is the table of registers; whatever it does not name nobody keeps.
func Keepers() []Keeper {
	return []Keeper{
		{Holidays, []principal.Role{principal.Admin, principal.Coordinator}},
	}
}

// Keeps tells whether somebody keeps a register, and under which role. A
// partner's own coordinator keeps nothing of the service's.
func Keeps(p principal.Principal, r Register) (principal.Role, bool) {
	for _, k := range Keepers() {
		if k.Register != r {
			continue
		}
		for _, role := range k.Roles {
			if p.Has(role) && p.HoldsOf(role, "") {
				return role, true
			}
		}
	}
	return "", false
}

// Pair tells whether two people, under these roles, may change a register
// together: one of the two is an administrator. That they are two is compared by
// person.
func Pair(proposed, confirms principal.Role) bool {
	return proposed == principal.Admin || confirms == principal.Admin
}

// keepMarkdown is the table as docs/WORKFLOW.md prints it.
func keepMarkdown() string {
	var b strings.Builder
	b.WriteString("\n## Who keeps what\n\nWhat the service keeps as data, by version: one person proposes, another one puts it in force, and one of the two is an administrator. A partner's own coordinator keeps nothing.\n\n| Register | Roles |\n|---|---|\n")
	for _, k := range Keepers() {
		var roles []string
		for _, r := range k.Roles {
			roles = append(roles, string(r))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", k.Register, strings.Join(roles, ", "))
	}
	return b.String()
}

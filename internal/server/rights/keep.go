package rights

import (
	"cmp"
	"fmt"
	"strings"

	"oso/internal/server/principal"
)

// Register is what the service's own people keep as data, whole and by version
// (package register).
type Register string

// Registers.
const (
	Holidays    Register = "holidays"    // the days on which the office is closed
	Specialties Register = "specialties" // the coded list by which people are found
	MailTexts   Register = "mail-texts"  // what notices say
	Brand       Register = "brand"       // what the service is called and how people reach it
	Directory   Register = "directory"   // one of each specialist and reader
	Locations   Register = "locations"   // where the service may be given
	Partners    Register = "partners"    // who sends members, and what is agreed
	Prices      Register = "prices"      // what it costs, contracts' prices among it

	QuestionTexts Register = "question-texts" // what cases of a kind ask

	LetterTexts Register = "letter-texts" // what letters about cases of a kind say

	AgreementTexts Register = "agreement" // the text that patients sign

	Accounts  Register = "accounts"  // one of each person's roles that two administrators give
	Resets    Register = "resets"    // one of each person's password or second factor that two administrators replace
	Retention Register = "retention" // how long ended cases are kept
	Purge     Register = "purge"     // which cases are erased

	ApprovalChecks Register = "approval-checks" // what an approver ticks before release
	MaterialChecks Register = "material-checks" // what cases are looked through for
	MessageTexts   Register = "message-texts"   // what messages to clinics begin with
	ReportTexts    Register = "report-texts"    // what reports of formal reviews begin with
)

// Keeper is who may see a register, propose a version and confirm another's.
type Keeper struct {
	Register Register
	Roles    []principal.Role // the nearest to the register first
	// Own are the roles of whom there is a register each: whom it is about sees it
	// and proposes the parts that are the own, and confirms nothing in it.
	Own []principal.Role
}

// Keepers is the table of registers; whatever it does not name nobody keeps.
func Keepers() []Keeper {
	office := []principal.Role{principal.Admin, principal.Coordinator}
	safety := []principal.Role{principal.Admin}
	return []Keeper{
		{Register: Holidays, Roles: office},
		{Register: Specialties, Roles: office},
		{Register: MailTexts, Roles: office},
		{Register: MessageTexts, Roles: office},
		{Register: ReportTexts, Roles: office},
		{Register: Brand, Roles: office},
		{Register: ApprovalChecks, Roles: office},
		{Register: Locations, Roles: office},
		{Register: Prices, Roles: office},
		{Register: Partners, Roles: office},
		{Register: MaterialChecks, Roles: office},
		{Register: QuestionTexts, Roles: office},
		{Register: LetterTexts, Roles: office},
		{Register: AgreementTexts, Roles: office},
		{Register: Directory, Roles: office, Own: []principal.Role{principal.Specialist, principal.Radiologist, principal.Pathologist}},
		{Register: Accounts, Roles: safety},
		{Register: Resets, Roles: safety},
		{Register: Retention, Roles: safety},
		{Register: Purge, Roles: safety},
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

// KeepsOwn tells whether a register is one that whom it is about has a part in,
// and under which role.
func KeepsOwn(p principal.Principal, r Register) (principal.Role, bool) {
	for _, k := range Keepers() {
		if k.Register != r {
			continue
		}
		for _, role := range k.Own {
			if p.Has(role) {
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

// ByTwo are the roles that one administrator proposes and another gives: who lets
// others in, who lets letters out, and who sees every case. What the others see of a
// case, one of these has given them.
func ByTwo() []principal.Role {
	return []principal.Role{principal.Admin, principal.Approver, principal.Coordinator}
}

// keepMarkdown is the table as docs/WORKFLOW.md prints it.
func keepMarkdown() string {
	var b strings.Builder
	b.WriteString("\n## Who keeps what\n\nWhat the service keeps as data, by version: one person proposes, another one puts it in force, and one of the two is an administrator. A partner's own coordinator keeps nothing. Whom a register is about proposes the own parts and confirms nothing in it.\n\n| Register | Roles | Whom it is about |\n|---|---|---|\n")
	for _, k := range Keepers() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", k.Register, names(k.Roles), names(k.Own))
	}
	return b.String()
}

func names(roles []principal.Role) string {
	var out []string
	for _, r := range roles {
		out = append(out, string(r))
	}
	return cmp.Or(strings.Join(out, ", "), "-")
}

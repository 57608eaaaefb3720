package arch

import (
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// side says which of the two programs carries a package.
type side int

const (
	both   side = iota // either may import it
	clinic             // the desktop only
	server             // the server only
	meets              // carries both sides on purpose: the end-to-end tests
)

func (s side) String() string {
	return [...]string{"both programs", "the clinic's program", "the server", "both programs"}[s]
}

// place is where a package stands in the house. A package imports only lower
// levels, never its own, and never the other side.
type place struct {
	level int
	side  side
}

// places is the import rule of docs/ARCHITECTURE.md, lowest level first.
// A folder that is not named here belongs to the nearest one above it that is
// (server/db/gen to server/db), and may be imported by that one alone.
var places = map[string]place{
	"internal/errs":    {0, both},
	"internal/arch":    {0, both},   // reads files, imports nothing of ours
	"internal/notices": {0, both},   // licenses of others' work
	"internal/process": {0, both},   // what a main does before anything else
	"frontend":         {0, server}, // embeds the console's pages; the window's are embedded by main

	"internal/casefile": {1, both},
	"internal/typeface": {1, both},
	"internal/prose":    {1, both},
	"internal/bidi":     {0, both}, // right to left; a rule, imports nothing of ours
	"internal/pdfa":     {2, both}, // writes PDF: pages of glyphs and their structure
	"internal/typeset":  {3, both}, // above typeface, bidi and pdfa, on whose pages it draws

	"internal/seal":         {2, both},
	"internal/clinic/vault": {3, clinic},
	"internal/characters":   {2, both}, // below intake and letter
	"internal/identity":     {2, both}, // below dicom and clinical, whose files name people

	"internal/separator": {1, both}, // codes of printed sheets; below pdf, whose pages it looks at

	"internal/proofread": {3, both}, // above characters; reads what is handed to it

	"internal/deed": {3, both}, // below wire, whose contract carries its types

	"internal/wire":     {4, both},
	"internal/intake":   {4, both},
	"internal/policy":   {4, both},
	"internal/dicom":    {4, both},
	"internal/clinical": {4, both},
	"internal/pdf":      {4, both},
	"internal/sample":   {4, both},

	"internal/transcript":       {5, both}, // above dicom and clinical, whose files it reads out
	"internal/images":           {5, both}, // above dicom and deed, whose references it lists
	"internal/container":        {4, both}, // archives and images of discs; knows no case
	"internal/clinic/casebook":  {5, clinic},
	"internal/sopclass":         {1, both},   // a table, imports nothing of ours
	"internal/clinic/drives":    {1, clinic}, // asks the system, imports nothing of ours
	"internal/clinic/roster":    {5, clinic}, // a table of cases as somebody else keeps it
	"internal/server/dbtest":    {4, server}, // imported by tests alone, as the next
	"internal/server/blobtest":  {4, server},
	"internal/server/trace":     {4, server}, // below db and blob, which tell of themselves
	"internal/server/principal": {4, server}, // below db, whose audit names who acts, and rights
	"internal/server/calendar":  {4, server}, // office days; imports errs alone
	"internal/server/db":        {5, server},
	"internal/server/blob":      {5, server},
	"internal/server/keys":      {5, server},
	"internal/server/letter":    {5, server},
	"internal/server/rights":    {5, server},
	"internal/server/fileset":   {5, server}, // above dicom, whose files it lists
	// Mails and TIFFs of strangers, without a database: below inbox, which keeps them.
	"internal/server/inbox/apart": {4, server},
	"internal/server/chart":       {6, server},
	"internal/server/template":    {6, server}, // what messages begin with
	"internal/server/partner":     {6, server}, // contracts, below the doors and mails that ask them
	"internal/server/rulebook":    {6, server}, // location rules and prices, below the doors that ask them
	"internal/server/trail":       {6, server}, // below auth, which says why
	"internal/server/brand":       {6, server}, // below every door and mail, which say it
	"internal/server/checklist":   {6, server}, // below opinion, whose approvers tick it
	"internal/server/directory":   {6, server}, // below opinion, whose letters end with an entry
	// Below its peers, since acts says of each event what people bring.
	"internal/server/workflow": {6, server},

	"internal/clinic/people":  {6, clinic},
	"internal/clinic/subject": {6, clinic},

	"internal/clinic/draft":    {7, clinic},
	"internal/clinic/importer": {7, clinic},
	"internal/clinic/syncer":   {7, clinic},
	"internal/clinic/opinion":  {7, clinic},
	"internal/clinic/inquiry":  {8, clinic},
	"internal/clinic/consent":  {8, clinic},
	"internal/server/register": {7, server},
	"internal/server/acts":     {7, server},
	"internal/server/guide":    {7, server}, // above checklist and directory, of which it is made
	"internal/server/opinion":  {7, server},
	"internal/server/billing":  {7, server},
	"internal/server/notify":   {7, server},
	"internal/server/auth":     {7, server},
	"internal/server/jobs":     {7, server},
	"internal/server/inbox":    {7, server}, // above workflow, whose event files an item

	"internal/clinic/survey": {8, clinic}, // looks through the importer, proposes to draft

	"internal/server/clinicapi": {8, server},
	"internal/server/console":   {8, server},

	"internal/server": {9, server},

	"internal/demo/mailbox": {5, server},
	"internal/demo/till":    {8, server}, // above billing, whose gateway it plays
	"internal/demo":         {10, server},

	"app/cli":     {11, clinic},
	"app/desktop": {11, clinic},
	"app/server":  {11, server},
	// The window's other half, in C: beside desktop, put together by main.
	"app/desktop/webview": {11, clinic},

	".":            {12, clinic},
	"internal/e2e": {12, meets},
}

// pure packages hold facts and rules: no files, network or database.
var pure = map[string]bool{"internal/errs": true, "internal/casefile": true, "internal/identity": true, "internal/characters": true, "internal/prose": true, "internal/proofread": true}

// narrow packages import nothing of ours but what is named here, tests included:
// a store knows no case, no document about one and nothing of the service's.
var narrow = map[string][]string{"internal/clinic/vault": {"internal/errs", "internal/seal"}}

// forTests are packages that only tests import.
var forTests = map[string]bool{"internal/clinic/vault/vaulttest": true, "internal/server/db/schematest": true}

// runsTests is the package that runs the tests of a process: Go lets nothing be
// handed on from TestMain to a test but what is the process's.
var runsTests = map[string]bool{"internal/server/dbtest": true}

// What is made up (people, mail, money) may not stand on a path of the real
// service: beside the demonstration's own packages and tests, one file imports
// it, the command that shows it.
const (
	madeUp       = "internal/demo"
	demonstrates = "app/server/demo.go"
)

// impure is what a pure package does not import.
var impure = []string{"os", "net", "net/http", "database/sql", "math/rand", "math/rand/v2"}

// home answers the folder of places that dir belongs to, or "" for none.
func home(dir string) string {
	for d := dir; ; d = path.Dir(d) {
		if _, ok := places[d]; ok && (d != "." || dir == ".") {
			return d
		}
		if d == "." {
			return ""
		}
	}
}

func checkImports(fset *token.FileSet, p *pkg, report reporter) {
	own := home(p.dir)
	if own == "" {
		report(p.dir, "has no place in the import rule: give it one in internal/arch/rule.go, with its level and side")
		return
	}
	me := places[own]
	for _, f := range p.files {
		for _, spec := range f.ast.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			where := fset.Position(spec.Pos())
			at := where.Filename + ":" + strconv.Itoa(where.Line)

			if name == "github.com/wailsapp/wails/v2" || strings.HasPrefix(name, "github.com/wailsapp/wails/v2/") {
				if p.dir != "app/desktop" && f.path != "main.go" {
					report(at, "imports Wails, which only main.go and app/desktop may")
				}
				continue
			}
			if name == "github.com/pdfcpu/pdfcpu/pkg/api" && !f.test {
				report(at, "imports pdfcpu's api: it brings along a table of 2 MB that every start of a program would wait for; its parts do the same")
			}
			if pure[own] && !f.test {
				for _, bad := range impure {
					if name == bad {
						report(at, "imports %s: this package does no input or output", name)
					}
				}
			}
			if name != Module && !strings.HasPrefix(name, Module+"/") {
				continue
			}
			dir := strings.TrimPrefix(strings.TrimPrefix(name, Module), "/")
			if dir == "" {
				dir = "."
			}
			if forTests[dir] {
				if !f.test {
					report(at, "imports %s, which is for tests", dir)
					continue
				}
				dir = path.Dir(dir)
			}
			their := home(dir)
			if their == "" {
				continue // named once, at that folder
			}
			if their == own {
				continue // one family; Go itself refuses a cycle
			}
			if only, ok := narrow[own]; ok && !slices.Contains(only, their) {
				report(at, "imports %s: this package may import %s alone", dir, strings.Join(only, ", "))
				continue
			}
			it := places[their]
			demo := their == madeUp || strings.HasPrefix(their, madeUp+"/")
			switch {
			case demo && f.test && dir == their && me.side != clinic:
				// Tests of the real service try it with the demonstration's mail and money.
			case demo && own != madeUp && f.path != demonstrates:
				report(at, "imports %s, which is made up for the demonstration: only %s may", dir, demonstrates)
			case dir != their:
				report(at, "imports %s, which belongs to %s: go through that", dir, their)
			case it.side == meets || me.side != meets && it.side != both && it.side != me.side:
				report(at, "imports %s, which %s carries, from a package for %s", dir, it.side, me.side)
			case it.level > me.level:
				report(at, "imports %s, which stands above it", dir)
			case it.level == me.level && !f.test:
				// A test may use a neighbor (sample's files to test dicom's reader); the program may not.
				report(at, "imports %s, its own level: peers meet in the transaction or in the wiring above", dir)
			}
		}
	}
}

package rights

import (
	"fmt"
	"slices"
	"strings"
)

// Markdown is the table as docs/WORKFLOW.md prints it.
func Markdown() string {
	var b strings.Builder
	b.WriteString("## Who sees what\n\nThe table that every door asks (internal/server/rights). Under each role a person is one thing to a case: " +
		"what that is, package rights says beside each relation. Who holds several roles sees what any of them shows, and does an act under the nearest to the case. " +
		"Whoever is on the clinic's side of a case has no part in it as coordinator, specialist, reader or approver. What no row names is refused. A revoked authorization ends every relation of " +
		"specialists, readers, approvers and partners at once; the physician keeps what was handed over before. " +
		"Patient and staff see an opinion only once it was opened, staff only if the physician delegates, and nobody a superseded version without its successor.\n\n")
	b.WriteString("| Role | Relation |")
	for _, v := range Views() {
		fmt.Fprintf(&b, " %s |", v)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(Views())) + "\n")
	for _, r := range Table() {
		fmt.Fprintf(&b, "| %s | %s |", r.Role, r.Relation)
		for _, v := range Views() {
			if slices.Contains(r.Views, v) {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" - |")
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Who does what\n\n| Role | Relation | Acts |\n|---|---|---|\n")
	for _, r := range Table() {
		if len(r.Acts) > 0 {
			var acts []string
			for _, a := range r.Acts {
				acts = append(acts, string(a))
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Role, r.Relation, strings.Join(acts, ", "))
		}
	}
	b.WriteString(keepMarkdown())
	return b.String()
}

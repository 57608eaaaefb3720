package rights

import (
	"fmt"
	"slices"
	"strings"
)

// Markdown is the table as docs/WORKFLOW.md prints it.
func Markdown() string {
	var b strings.Builder
	b.WriteString("## Who sees what\n\nThe table that every door asks (internal/server/rights). A person is one thing to a case: " +
		"what that is, package rights says beside each relation. What no row names is refused. A revoked authorization ends every relation of " +
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
	return b.String()
}

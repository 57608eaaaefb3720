package deed

import "strconv"

// Texts visits what an author writes in sentences, part by part in the order of
// the letter; part is as comments name it.
func (c *Content) Texts(visit func(part string, text *string)) {
	sections := func(part string, list []Section) {
		for i := range list {
			visit(part, &list[i].Text)
		}
	}
	lines := func(part string, list []string) {
		for i := range list {
			visit(part, &list[i])
		}
	}
	visit("thanks", &c.Thanks)
	visit("change", &c.Change)
	visit("complaint", &c.Complaint)
	visit("history", &c.History)
	lines("reviewed", c.Also)
	visit("notReviewed", &c.NotReviewed)
	sections("findings", c.Findings)
	visit("assessment", &c.Assessment)
	for i := range c.Earlier {
		e := &c.Earlier[i]
		for _, text := range []*string{&e.Source, &e.Who, &e.Said, &e.Why} {
			visit("earlier", text)
		}
	}
	visit("reached", &c.Reached)
	for i := range c.Answers {
		a := &c.Answers[i]
		part := "answers[" + strconv.Itoa(i) + "]"
		visit(part, &a.Text)
		visit(part, &a.Reason)
		visit(part, &a.From)
		for j := range a.Parts {
			visit(part, &a.Parts[j].Text)
			visit(part, &a.Parts[j].Reason)
			visit(part, &a.Parts[j].From)
		}
	}
	sections("sections", c.Sections)
	for i := range c.Options {
		o := &c.Options[i]
		for _, text := range []*string{&o.Name, &o.Reason, &o.Change} {
			visit("options", text)
		}
	}
	sections("scenarios", c.Scenarios)
	visit("recommendation", &c.Recommendation)
	visit("recommendation", &c.TravelFor)
	lines("limits", c.Limits)
	lines("notes", c.Notes)
}

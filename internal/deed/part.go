package deed

import (
	"slices"

	"oso/internal/casefile"
	"oso/internal/seal"
)

// Part is what a contributor signs: a titled piece of the letter with who wrote it,
// as both stand in the content, word for word (R49).
type Part struct {
	Case     casefile.CaseID `json:"case"`
	Heading  string          `json:"heading"`
	Text     string          `json:"text"`
	TextForm string          `json:"text_form,omitempty"`
	Signer   SignerLine      `json:"signer"` // its Part is the heading
}

// Encode is the part as the bytes that are signed.
func (p Part) Encode() ([]byte, error) { return seal.Canonical(p) }

// Parts are those of a content that others than its lead wrote, in the order of
// Signers: one for each signer after the lead who has a part.
func (c *Content) Parts() []Part {
	var out []Part
	for i, s := range c.Signers {
		if i == 0 || s.Part == "" {
			continue
		}
		p := Part{Case: c.Case, Heading: s.Part, TextForm: c.TextForm, Signer: s}
		if at := slices.IndexFunc(c.Findings, func(f Section) bool { return f.Heading == s.Part }); at >= 0 {
			p.Text = c.Findings[at].Text
		}
		out = append(out, p)
	}
	return out
}

// By names who wrote a piece of the letter under this heading, where it is not the
// lead; the place among Signers, or -1.
func (c *Content) By(heading string) int {
	for i, s := range c.Signers {
		if i > 0 && s.Part != "" && s.Part == heading {
			return i
		}
	}
	return -1
}

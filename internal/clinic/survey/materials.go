package survey

import (
	"fmt"
	"strings"
	"time"

	"oso/internal/casefile"
)

// mostMaterials is how many studies are announced each by itself.
const mostMaterials = 12

// materials are what is on the disc as a case announces it.
func (p *Person) materials() []casefile.Material {
	out := []casefile.Material{}
	put := func(kind casefile.MaterialKind, text string) {
		out = append(out, casefile.Material{Kind: kind, Description: text, Channel: casefile.ByUpload})
	}
	more := 0
	for _, st := range p.Studies {
		kind := casefile.MaterialImaging
		switch {
		case st.Images == 0:
			continue // reports beside images that are elsewhere
		case len(st.Modalities) == 1 && st.Modalities[0] == "SM":
			kind = casefile.MaterialPathology
		}
		if len(out) == mostMaterials {
			more++
			continue
		}
		put(kind, st.words())
	}
	if more > 0 {
		put(casefile.MaterialImaging, fmt.Sprintf("%d more imaging studies", more))
	}
	if n := p.PDFs + p.Documents; n > 0 {
		word := "Reports and documents, %d files"
		if n == 1 {
			word = "Report or document, %d file"
		}
		put(casefile.MaterialRecord, fmt.Sprintf(word, n))
	}
	return out
}

// words are a study in one line: what, when, from where.
func (st *Study) words() string {
	var parts []string
	what := strings.Join(st.Modalities, ", ")
	switch {
	case st.Description == "":
		if what == "" {
			what = "Images"
		}
	case what == "" || strings.Contains(strings.ToUpper(st.Description), what):
		what = st.Description
	default:
		what += " " + st.Description
	}
	parts = append(parts, what)
	if at, err := time.Parse(time.DateOnly, st.Date); err == nil {
		parts = append(parts, at.Format("2 Jan 2006"))
	}
	if st.Place != "" {
		parts = append(parts, st.Place)
	}
	return strings.Join(parts, ", ")
}

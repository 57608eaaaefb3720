package desktop

import "oso/internal/casefile"

// Guide is what OSO says that a case needs and may ask: offered beside the fields,
// what suits the case first. Empty before OSO has sent any.
func (c *Cases) Guide(id string) (GuideView, error) {
	d, err := c.a.workstation()
	if err != nil {
		return GuideView{}, err
	}
	g, err := d.Guide(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return GuideView{}, err
	}
	out := GuideView{Materials: []GuideMaterial{}, Questions: []GuideQuestion{}}
	for _, m := range g.Materials {
		kind := m.Of.Kind
		if kind == "" {
			kind = casefile.MaterialRecord
		}
		out.Materials = append(out.Materials, GuideMaterial{m.Of.Text, string(kind), append([]string{}, m.Of.For...), m.Suits})
	}
	for _, q := range g.Questions {
		out.Questions = append(out.Questions, GuideQuestion{q.Of.Text, append([]string{}, q.Of.Parts...), append([]string{}, q.Of.For...), q.Suits})
	}
	return out, nil
}

// GuideView is what is offered.
type GuideView struct {
	Materials []GuideMaterial `json:"materials"`
	Questions []GuideQuestion `json:"questions"`
}

// GuideMaterial is what OSO looks for. For are the specialties that it is for, by
// name; Suits: it is for this case, or for every one.
type GuideMaterial struct {
	Text  string   `json:"text"`
	Kind  string   `json:"kind"` // imaging, pathology, laboratory, record
	For   []string `json:"for"`
	Suits bool     `json:"suits"`
}

// GuideQuestion is one that such cases ask, with its parts.
type GuideQuestion struct {
	Text  string   `json:"text"`
	Parts []string `json:"parts"`
	For   []string `json:"for"`
	Suits bool     `json:"suits"`
}

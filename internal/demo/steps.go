package demo

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/server/principal"
)

// caseView is what the autopilot reads of a case.
type caseView struct {
	ID    string             `json:"id"`
	Seq   int64              `json:"seq"`
	State string             `json:"state"`
	Kind  string             `json:"kind"`
	Acts  []string           `json:"acts"`
	Doc   *casefile.Document `json:"document"`

	Tracks struct {
		Agreement string `json:"agreement"`
		Location  string `json:"location"`
	} `json:"tracks"`
	Materials []struct {
		ID          string  `json:"id"`
		Description string  `json:"description"`
		ArrivedAt   *string `json:"arrived_at"`
	} `json:"materials"`
	Records []struct {
		MediaType string `json:"media_type"`
		Modality  string `json:"modality"`
	} `json:"records"`
	Estimate *struct {
		AcceptedAt *string `json:"accepted_at"`
	} `json:"estimate"`
	Overreads []struct {
		Kind   string               `json:"kind"`
		State  string               `json:"state"`
		Reader *struct{ ID string } `json:"reader"`
	} `json:"overreads"`
	Opinions []struct {
		Version int64  `json:"version"`
		State   string `json:"state"`
	} `json:"opinions"`
}

func (c *caseView) may(act string) bool { return slices.Contains(c.Acts, act) }

// step is one thing that a role does where the console offers the act. It may
// find that nothing is to be done (false): the act is possible, not due.
type step struct {
	role principal.Role
	act  string
	do   func(context.Context, *player, *caseView) (bool, error)
}

// steps in the order in which each role does them.
var steps = append(coordinatorSteps(), append(writerSteps(principal.Specialist),
	append(writerSteps(principal.Radiologist), append(writerSteps(principal.Pathologist), approverSteps()...)...)...)...)

func coordinatorSteps() []step {
	return []step{
		{principal.Coordinator, "check-licence", plain("check-licence", nil)},
		{principal.Coordinator, "check-agreement", plain("check-agreement", nil)},
		{principal.Coordinator, "decide-location", plain("decide-location", map[string]any{"allow": true, "reason": "counsel-asked", "note": "Counsel was asked in the demonstration and knows of no rule."})},
		{principal.Coordinator, "record-material", recordMaterial},
		{principal.Coordinator, "set-estimate", func(ctx context.Context, p *player, c *caseView) (bool, error) {
			if c.Estimate != nil {
				return false, nil
			}
			return true, p.act(ctx, c, "set-estimate", nil)
		}},
		{principal.Coordinator, "accept-estimate", func(ctx context.Context, p *player, c *caseView) (bool, error) {
			if c.Estimate == nil || c.Estimate.AcceptedAt != nil {
				return false, nil
			}
			return true, p.act(ctx, c, "accept-estimate", map[string]any{"note": "The payer agreed by telephone (demonstration)."})
		}},
		{principal.Coordinator, "assign-overread", assignReader},
		{principal.Coordinator, "find-complete", plain("find-complete", nil)},
		{principal.Coordinator, "offer", offer},
	}
}

// writerSteps are those of who writes: a specialist, or a reader where the
// case asks for a reading alone; readers also finish over-reads.
func writerSteps(role principal.Role) []step {
	list := []step{
		{role, "accept-offer", plain("accept-offer", nil)},
		{role, "sign-draft", writeAndSign("sign-draft")},
		{role, "sign-revision", writeAndSign("sign-revision")},
	}
	if role != principal.Specialist {
		list = append([]step{{role, "finalize-overread", finishReading}}, list...)
	}
	return list
}

func approverSteps() []step {
	return []step{
		{principal.Approver, "approve", approve("approve")},
		{principal.Approver, "approve-revision", approve("approve-revision")},
		{principal.Approver, "return-draft", returnOlder("return-draft")},
		{principal.Approver, "return-revision", returnOlder("return-revision")},
		{principal.Approver, "take-up", plain("take-up", nil)},
		{principal.Approver, "take-up-revision", plain("take-up-revision", nil)},
	}
}

func plain(act string, body map[string]any) func(context.Context, *player, *caseView) (bool, error) {
	return func(ctx context.Context, p *player, c *caseView) (bool, error) {
		b := map[string]any{}
		for k, v := range body {
			b[k] = v
		}
		return true, p.act(ctx, c, act, b)
	}
}

// recordMaterial lets what was announced by mail, fax or e-mail arrive.
func recordMaterial(ctx context.Context, p *player, c *caseView) (bool, error) {
	for _, m := range c.Materials {
		if m.ArrivedAt == nil {
			return true, p.act(ctx, c, "record-material", map[string]any{"material": m.ID, "by": "name", "and": "birth-date", "note": "Arrived in the demonstration's post."})
		}
	}
	return false, nil
}

type candidates struct {
	Suggested  string `json:"suggested"`
	Candidates []struct {
		ID       string `json:"id"`
		Eligible bool   `json:"eligible"`
	} `json:"candidates"`
}

// first is who is proposed, else the first of those who may be asked; empty: nobody.
func (c candidates) first() string {
	if c.Suggested != "" {
		return c.Suggested
	}
	for _, x := range c.Candidates {
		if x.Eligible {
			return x.ID
		}
	}
	return ""
}

func offer(ctx context.Context, p *player, c *caseView) (bool, error) {
	var list candidates
	if err := p.get(ctx, "/cases/"+c.ID+"/candidates", &list); err != nil {
		return false, err
	}
	who := list.first()
	if who == "" {
		return false, nil
	}
	return true, p.act(ctx, c, "offer", map[string]any{"person": who})
}

func assignReader(ctx context.Context, p *player, c *caseView) (bool, error) {
	for _, o := range c.Overreads {
		if o.State != "ordered" {
			continue
		}
		var list candidates
		if err := p.get(ctx, "/cases/"+c.ID+"/readers?kind="+o.Kind, &list); err != nil {
			return false, err
		}
		if who := list.first(); who != "" {
			return true, p.act(ctx, c, "assign-overread", map[string]any{"kind": o.Kind, "person": who})
		}
	}
	return false, nil
}

func finishReading(ctx context.Context, p *player, c *caseView) (bool, error) {
	kind := "imaging"
	if p.role() == principal.Pathologist {
		kind = "pathology"
	}
	return true, p.sign(ctx, c, "finalize-overread", map[string]any{"kind": kind, "report": readingText(kind, c)})
}

func approve(act string) func(context.Context, *player, *caseView) (bool, error) {
	return func(ctx context.Context, p *player, c *caseView) (bool, error) {
		if len(c.Opinions) == 0 {
			return false, nil
		}
		if err := p.tick(ctx, c); err != nil {
			return false, err
		}
		return true, p.sign(ctx, c, act, map[string]any{"version": c.Opinions[len(c.Opinions)-1].Version})
	}
}

// returnOlder sends back what cannot be approved: the clinic sent more after it
// was signed.
func returnOlder(act string) func(context.Context, *player, *caseView) (bool, error) {
	return func(ctx context.Context, p *player, c *caseView) (bool, error) {
		if c.may("approve") || c.may("approve-revision") || len(c.Opinions) == 0 {
			return false, nil
		}
		return true, p.act(ctx, c, act, map[string]any{
			"version": c.Opinions[len(c.Opinions)-1].Version, "reason": "other",
			"comments": []map[string]string{{"part": "", "text": "The clinic sent more after this was signed. Look at it and sign again."}},
		})
	}
}

package survey

import (
	"context"
	"testing"
	"time"

	"oso/internal/clinic/importer"
	"oso/internal/errs"
)

// Once the program ended, what can go on does so by itself, whatever waits for a person.
func TestHeldCaseKeepsNobodyFromGoingOn(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), desk(t)
	s := New([]string{tree(t, several)})
	if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	plan, err := s.Choose(ctx, d, chosen(s.Snapshot(), "IN"))
	if err != nil {
		t.Fatal(err)
	}
	err = plan.prepare(ctx, d.Vault, func(i int) error {
		if i == 0 {
			return errs.E(errs.Conflict, "amend case", "Somebody else has this case.")
		}
		return plan.open(ctx, d, i)
	})
	if err != nil {
		t.Fatal(err)
	}
	plans, err := Plans(ctx, d.Vault)
	if err != nil || len(plans) != 1 || !plans[0].GoesOn(ctx, d) {
		t.Errorf("it waits for a person: %+v, %v", plans, err)
	}
}

// What is wrong with one case keeps no other's records out: it says why and is
// done, or waits until somebody goes on; only what is wrong with the vault or the disk, or a
// person's stop, ends all.
func TestOneCaseHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	const why = "Somebody else has this case. Nothing was changed. Go on later."
	for name, c := range map[string]struct {
		kind errs.Kind
		ends bool // the whole plan, for now
		done bool // the row, for good
	}{
		"changed by somebody else": {kind: errs.Conflict},
		"refused":                  {kind: errs.Refused, done: true},
		"damaged":                  {kind: errs.Damaged, done: true},
		"not of the form":          {kind: errs.Invalid, done: true},
		"not allowed":              {kind: errs.Forbidden, done: true},
		"a full disk":              {kind: errs.DiskFull, ends: true},
		"a lock":                   {kind: errs.VaultLocked, ends: true},
		"a stop":                   {kind: errs.Canceled, ends: true},
		"a fault of ours":          {kind: errs.Internal, ends: true},
	} {
		for _, late := range []bool{false, true} { // while cases are made, or while they are filled
			t.Run(name+map[bool]string{false: ", made", true: ", filled"}[late], func(t *testing.T) {
				t.Parallel()
				d := desk(t)
				s := New([]string{tree(t, several)})
				if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
					t.Fatal(err)
				}
				plan, err := s.Choose(ctx, d, chosen(s.Snapshot(), "IN"))
				if err != nil {
					t.Fatal(err)
				}
				fault := errs.E(c.kind, "amend case", why)
				err = plan.prepare(ctx, d.Vault, func(i int) error {
					if i == 0 && !late {
						return fault
					}
					return plan.open(ctx, d, i)
				})
				if (err != nil) != (c.ends && !late) {
					t.Fatal(err)
				}
				filled := 0
				for i := range plan.Rows {
					if !plan.Due(i) || err != nil {
						continue
					}
					q, _, ierr := plan.Import(ctx, d, i, importer.Request{Now: time.Now})
					if ierr != nil {
						t.Fatal(ierr)
					}
					ended := error(fault)
					if !late || i > 0 {
						if _, ended = importer.Run(ctx, q); ended == nil {
							filled++
						}
					}
					rest, ierr := plan.Ended(ctx, d.Vault, i, ended)
					if ierr != nil {
						t.Fatal(ierr)
					}
					if !rest {
						break
					}
				}
				if want := map[bool]int{true: 0, false: 1}[c.ends]; filled != want {
					t.Errorf("%d of the others are filled", filled)
				}
				plans, err := Plans(ctx, d.Vault)
				if err != nil || len(plans) != 1 {
					t.Fatalf("%d plans, %v", len(plans), err)
				}
				p := &plans[0]
				if whys := p.Whys(); !c.ends && (len(whys) != 1 || whys[0] != why) {
					t.Errorf("it says %q", whys)
				}
				if left := p.Left(); left != map[bool]int{true: 0, false: map[bool]int{true: 2, false: 1}[c.ends]}[c.done] {
					t.Errorf("%d left", left)
				}
				// Once it has passed, the plan is done by going on with it, and nobody twice.
				carry(t, d, *p, never)
				if plans, err = Plans(ctx, d.Vault); err != nil || len(plans) > 0 && !c.done {
					t.Errorf("%+v, %v", plans, err)
				}
				want := map[string]int{"Müller": 2, "Jones": 1}
				got := held(t, d)
				for who, n := range want {
					if !c.done && len(got[who]) != n {
						t.Errorf("%s: %q", who, got[who])
					}
				}
			})
		}
	}
}

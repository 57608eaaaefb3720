package console

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/server/acts"
)

// TestActsRefuseOtherActsFields sends to every act every field that any other
// act has, and wants it refused by its name.
func TestActsRefuseOtherActsFields(t *testing.T) {
	t.Parallel()
	every := map[string]bool{"surprise": true}
	for _, a := range acts.Console() {
		for _, f := range a.Fields() {
			every[f.Name] = true
		}
	}
	for _, a := range acts.Console() {
		own := map[string]bool{}
		for _, f := range a.Fields() {
			own[f.Name] = true
		}
		for name := range every {
			if own[name] {
				continue
			}
			body, err := json.Marshal(map[string]any{name: "x"})
			if err != nil {
				t.Fatal(err)
			}
			err = decode(body, a.New(), "“"+a.Label+"” has")
			if !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), "“"+a.Label+"” has no field “"+name+"”") {
				t.Errorf("%s takes %s: %v", a.Event, name, err)
			}
		}
	}
}

// TestStepsAreOfTheirActs runs every step with the request of its act: one
// that was written for another act's says so before it does anything.
func TestStepsAreOfTheirActs(t *testing.T) {
	t.Parallel()
	try := func(do func(*doing) error, in any) (err error) {
		if do == nil {
			return nil
		}
		defer func() {
			if recover() != nil {
				err = nil // it went on with its request, and there is no case here
			}
		}()
		return do(&doing{in: in, k: &Console{}})
	}
	all := steps()
	for event, s := range all {
		a, ok := acts.Find(event)
		if !ok {
			t.Errorf("%s is a step of no act", event)
			continue
		}
		for i, do := range []func(*doing) error{s.do, s.then, s.ready} {
			if err := try(do, a.New()); err != nil && strings.HasPrefix(fmt.Sprint(err), "do act") {
				t.Errorf("%s, %d: written for another act's request", event, i)
			}
		}
	}
	for _, a := range acts.Console() {
		if _, ok := all[a.Event]; a.Signs() && !ok {
			t.Errorf("%s signs, and nothing says what", a.Event)
		}
	}
}

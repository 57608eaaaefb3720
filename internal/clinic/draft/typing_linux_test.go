package draft

import (
	"context"
	"fmt"
	"testing"
)

// Whoever types beside hundreds of records waits for none of them: a save, the
// page's check after it and the look at all drafts after an exchange do the same
// work as beside a few. Work is counted in allocations, which no other load on
// the machine changes. Not parallel: what others allocate would be counted.
func TestTypingReadsNoRecords(t *testing.T) {
	const few, many = 10, 400
	ctx := context.Background()
	w := newWorld(t)
	id := w.create(nil)
	n := 0
	work := func(records int) map[string]float64 {
		t.Helper()
		storeSlices(t, w, id, n, records)
		n = records
		typed := 0
		save := func(section Section) func() error {
			return func() error {
				c, err := w.Get(ctx, id)
				if err != nil {
					return err
				}
				typed++
				c.Document.Reason, c.Document.Patient.Name.Middle = fmt.Sprint("typed ", typed), fmt.Sprint("M", typed)
				_, err = w.SaveSection(ctx, id, section, c.Versions[section], c.Document)
				return err
			}
		}
		took := map[string]float64{}
		for name, act := range map[string]func() error{
			"a save of history":     save(SectionHistory),
			"a save of the patient": save(SectionPatient),
			"the page's check":      func() error { _, err := w.Check(ctx, id); return err },
			"the look at drafts":    func() error { _, err := w.Recheck(ctx); return err },
		} {
			took[name] = testing.AllocsPerRun(3, func() {
				if err := act(); err != nil {
					t.Fatal(name, err)
				}
			})
		}
		return took
	}
	beside := work(few)
	for name, got := range work(many) {
		t.Logf("%s: %.0f allocations beside %d records, %.0f beside %d", name, beside[name], few, got, many)
		if got-beside[name] >= many-few {
			t.Errorf("%s reads the records: %.0f allocations beside %d, %.0f beside %d", name, beside[name], few, got, many)
		}
	}
}

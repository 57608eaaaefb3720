package draft

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
)

// TestMeasures prints what typing costs beside records that are already there:
// a save, the page's check after it, and Recheck after an exchange: in processor
// time, without the disk's fsync. It asserts nothing about time. OSO_BENCH=1
// runs it.
func TestMeasures(t *testing.T) {
	if os.Getenv("OSO_BENCH") != "1" {
		t.Skip("set OSO_BENCH=1, or run make bench")
	}
	ctx := context.Background()
	w := newWorld(t)
	id := w.create(nil)
	n := 0
	for _, want := range []int{0, 1000, 5000} {
		if want > n {
			storeSlices(t, w, id, n, want)
			n = want
		}
		for _, section := range []Section{SectionHistory, SectionPatient} {
			var saves, checks, rechecks []time.Duration
			for i := range 300 {
				c, err := w.Get(ctx, id)
				if err != nil {
					t.Fatal(err)
				}
				c.Document.Reason, c.Document.Patient.Name.Middle = fmt.Sprint("typed ", i), fmt.Sprint("M", i)
				began := cpu()
				if _, err := w.SaveSection(ctx, id, section, c.Versions[section], c.Document); err != nil {
					t.Fatal(err)
				}
				saves = append(saves, cpu()-began)
				began = cpu()
				if _, err := w.Check(ctx, id); err != nil {
					t.Fatal(err)
				}
				checks = append(checks, cpu()-began)
				if i%30 == 0 {
					began = cpu()
					if _, err := w.Recheck(ctx); err != nil {
						t.Fatal(err)
					}
					rechecks = append(rechecks, cpu()-began)
				}
			}
			measured(t, fmt.Sprintf("a save of %s at %d records", section, n), saves, "10 ms at 5,000 (p99)")
			measured(t, fmt.Sprintf("the check after it at %d records", n), checks, "20 ms at 5,000")
			measured(t, fmt.Sprintf("a look at all drafts after an exchange, one with %d records", n), rechecks, "")
		}
	}
}

// storeSlices stores made-up slices, each with what import found out about it.
func storeSlices(t *testing.T, w *world, id casefile.CaseID, from, to int) {
	t.Helper()
	meta, err := json.Marshal(map[string]any{
		"person": map[string]any{"name": map[string]any{"family": "Whitcombe", "given": "Eleanor"}, "birth_date": "1971-09-14", "id": "HS-104472"},
		"syntax": "1.2.840.10008.1.2.4.90", "instance": "12", "series_number": "3", "body_part": "CHEST",
	})
	if err != nil {
		t.Fatal(err)
	}
	err = w.storing(context.Background(), id, func(b *casebook.Batch) error {
		for i := from; i < to; i++ {
			r, err := b.NewRecord()
			if err != nil {
				return err
			}
			if _, err := r.ReadFrom(bytes.NewReader(fmt.Append(nil, "slice ", i))); err != nil {
				return err
			}
			r.Record.Kind, r.Record.Path, r.Record.MediaType, r.Record.Meta = deed.ItemRecord, fmt.Sprintf("CD/IM%05d", i), "application/dicom", meta
			r.Record.DICOM = &deed.DICOMRef{StudyUID: "1.2.3.1", SeriesUID: fmt.Sprintf("1.2.3.2.%d", i/200), SOPInstanceUID: fmt.Sprintf("1.2.3.3.%d", i), Modality: "CT"}
			if err := r.Close(); err != nil {
				return err
			}
		}
		return b.Commit(context.Background(), nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// measured says the median and the 99th of a hundred, for the log and the table.
func measured(t *testing.T, what string, took []time.Duration, reach string) {
	t.Helper()
	slices.Sort(took)
	at := func(q float64) time.Duration {
		return took[min(len(took)-1, int(q*float64(len(took))))].Round(10 * time.Microsecond)
	}
	result := fmt.Sprintf("%v, p99 %v", at(0.5), at(0.99))
	t.Logf("%s: %s; to reach: %s", what, result, reach)
	if out := os.Getenv("OSO_BENCH_OUT"); out != "" {
		f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		fmt.Fprintln(f, strings.Join([]string{"desk", what, result, "", reach}, " | "))
	}
}

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

package e2e

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/sample"
)

// TestBenchPDF measures the processor time that a PDF's text costs, by the
// program's own children, against pdftotext once for each file.
func TestBenchPDF(t *testing.T) {
	dir := benchPlace(t)
	const name, reach = "text of PDFs, processor time", "at most 3 times"
	if _, err := exec.LookPath("pdftotext"); err != nil {
		figure(t, name, "no pdftotext here", "not measured", "pdftotext", reach)
		return
	}
	setting := "files of a public corpus"
	if from := corpus(); from != "" {
		dir = filepath.Join(from, "pdf")
	} else {
		setting = "made-up letters"
		for i := range 300 {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.pdf", i)), sample.PDF("A letter."), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	var files []string
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".pdf" && !strings.Contains(path, "bomb") { // pdftotext alone would take most of the time
			files = append(files, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	program := build(t).oso
	var ours, theirs []float64
	for range min(benchRounds(), 3) {
		before := spent(t)
		for _, f := range files {
			cmd := exec.Command("pdftotext", f, "-")
			_ = cmd.Run() // some are damaged on purpose
		}
		between := spent(t)
		p := pdf.NewPool([]string{program, pdf.ChildCommand})
		for _, f := range files {
			readPDF(t, p, f)
		}
		p.Close() // a child's time counts when it has ended
		theirs = append(theirs, (between - before).Seconds())
		ours = append(ours, (spent(t) - between).Seconds())
	}
	figure(t, name, fmt.Sprintf("%d %s", len(files), setting), fmt.Sprintf("%.2f times (%s s)", middle(ours)/middle(theirs), spread(ours)), "pdftotext: "+spread(theirs)+" s", reach)
}

func readPDF(t *testing.T, p *pdf.Pool, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pdf.Read(context.Background(), f, info.Size(), pdf.Options{Pool: p}); err != nil && !errs.Is(err, errs.Unreadable) {
		t.Fatal(err)
	}
}

// spent is the processor time of this process and of the children that ended.
func spent(t *testing.T) time.Duration {
	t.Helper()
	var sum int64
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			t.Fatal(err)
		}
		sum += u.Utime.Nano() + u.Stime.Nano()
	}
	return time.Duration(sum)
}

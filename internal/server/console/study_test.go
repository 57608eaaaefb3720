package console_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/sample"
	"oso/internal/server/fileset"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// taken is who takes a study away: it counts what comes and holds nothing but,
// where asked to, the end. At each so many bytes something happens.
type taken struct {
	header http.Header
	status int
	bytes  int64
	every  int64
	next   int64
	then   func()
	tail   []byte
}

func (k *taken) Header() http.Header    { return k.header }
func (k *taken) WriteHeader(status int) { k.status = status }

func (k *taken) Write(p []byte) (int, error) {
	k.bytes += int64(len(p))
	if k.tail = append(k.tail, p...); len(k.tail) > 1<<20 {
		k.tail = append(k.tail[:0], k.tail[len(k.tail)-1<<20:]...)
	}
	if k.then != nil && k.bytes >= k.next {
		k.next = k.bytes + k.every
		k.then()
	}
	return len(p), nil
}

// A study of 1,000 images goes out file by file: in memory is never more than one
// of them, and who goes away in the middle ends it there. Not parallel: what
// others allocate would be counted.
func TestLargeStudyGoesOutInLittleMemory(t *testing.T) {
	const count, rows, columns = 1000, 128, 128
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	var size int64
	var items []deed.Item
	var files [][]byte
	pixels := make([]uint16, rows*columns)
	for i := range count {
		m := sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: fmt.Sprintf("1.2.3.%d", i+1), Modality: "CT", Instance: i + 1, Rows: rows, Columns: columns, Spacing: 1, Pixels: pixels}
		file := sample.DICOM(m)
		size += int64(len(file))
		files = append(files, file)
		items = append(items, deed.Item{Path: fmt.Sprintf("Whitcombe Eleanor/IM%d", i), DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: m.SOPInstanceUID, Modality: "CT", Number: i + 1}})
	}
	record := w.addRecords(id, items, files)[0]
	files = nil
	w.triage(id)
	s := w.staff[principal.Specialist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	at := w.http.URL + "/console/api/cases/" + id + "/records/" + string(record) + "/study.zip"
	take := func(ctx context.Context, k *taken) (cut bool) {
		k.header = http.Header{}
		r := httptest.NewRequestWithContext(ctx, "GET", at, nil)
		for _, c := range s.client.Jar.Cookies(r.URL) {
			r.AddCookie(c)
		}
		defer func() { cut = recover() == http.ErrAbortHandler }()
		w.door.ServeHTTP(k, r)
		return false
	}
	inUse := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}

	var most uint64
	whole := &taken{every: size / 16}
	whole.then = func() { most = max(most, inUse()) }
	before := inUse()
	if cut := take(t.Context(), whole); cut || whole.bytes < size {
		t.Fatalf("status %d, cut %v, %d of %d bytes", whole.status, cut, whole.bytes, size)
	}
	if grown := int64(most) - int64(before); grown > size/4 {
		t.Errorf("%d MB are held on the way of %d MB", grown>>20, size>>20)
	}
	// Its name has nothing of a person, nor have the files'.
	if name := whole.header.Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename="study-[0-9]{10}\.zip"$`).MatchString(name) {
		t.Errorf("it is called %s", name)
	}
	if bytes.Contains(bytes.ToLower(whole.tail), []byte("whitcombe")) { // where an archive lists its files
		t.Error("the archive names the patient")
	}
	end := bytes.NewReader(append(make([]byte, whole.bytes-int64(len(whole.tail))), whole.tail...))
	z, err := zip.NewReader(end, whole.bytes)
	if err != nil || len(z.File) != count+2 || z.File[count].Name != fileset.Name || z.File[count+1].Name != fileset.ReadmeName {
		t.Fatalf("%v", err)
	}
	for i, f := range z.File[:count] {
		if want := fmt.Sprintf("DICOM/SE000001/IM%06d", i+1); f.Name != want || strings.Contains(f.Comment, "Whitcombe") {
			t.Fatalf("file %d is %s", i, f.Name)
		}
	}

	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	part := &taken{next: size / 2, every: size}
	part.then = leave
	file := size / count
	if cut := take(ctx, part); !cut || part.bytes > size/2+4*file {
		t.Errorf("who left in the middle is sent %d of %d bytes; cut: %v", part.bytes, size, cut)
	}
}

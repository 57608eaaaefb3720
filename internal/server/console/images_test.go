package console_test

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/images"
	"oso/internal/sample"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/fileset"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// addRecord puts one more record into a case, as the clinic's door does.
func (w *world) addRecord(id string, it deed.Item, plain []byte) casefile.RecordID {
	w.t.Helper()
	return w.addRecords(id, []deed.Item{it}, [][]byte{plain})[0]
}

// addRecords is addRecord for many, whose chunks come in one pack.
func (w *world) addRecords(id string, items []deed.Item, plain [][]byte) (added []casefile.RecordID) {
	w.t.Helper()
	ctx, q := context.Background(), w.db.Q()
	row, err := q.GetCase(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := w.keys.UnwrapCaseKey(casefile.CaseID(id), row.KeyWrapped)
	if err != nil {
		w.t.Fatal(err)
	}
	box := seal.NewBox(&key, seal.PurposeChunk)
	pack, name := []byte{}, "packs/"+casefile.NewID()
	err = w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for n, it := range items {
			plain := plain[n]
			it.Record, it.Kind, it.Bytes, it.SHA256 = casefile.RecordID(casefile.NewID()), deed.ItemRecord, int64(len(plain)), seal.SHA256(plain)
			for i := 0; i == 0 || i*seal.ChunkSize < len(plain); i++ {
				part := plain[i*seal.ChunkSize : min(len(plain), (i+1)*seal.ChunkSize)]
				sealed := box.SealChunk(nil, part, seal.ChunkPlace{Case: id, Record: string(it.Record), Index: uint32(i), Last: (i+1)*seal.ChunkSize >= len(plain)}, false)
				hash := seal.HashChunk(sealed)
				it.Chunks = append(it.Chunks, seal.ChunkRef{Hash: hash, Size: len(sealed)})
				if _, err := q.InsertChunk(ctx, db.InsertChunkParams{ClinicID: w.clinic, CaseID: id, SHA256: hash.String(), Size: int64(len(sealed)), BlobKey: name, BlobOffset: int64(len(pack)), ReceivedAt: 1}); err != nil {
					return err
				}
				pack = append(pack, sealed...)
			}
			sealed, err := chart.ColumnsOf(casefile.CaseID(id), &key).SealItem(it)
			if err != nil {
				return err
			}
			if err := q.InsertRecord(ctx, db.InsertRecordParams{CaseID: id, ID: string(it.Record), Version: 1, Bytes: it.Bytes, DescriptionSealed: sealed, Position: 5}); err != nil {
				return err
			}
			added = append(added, it.Record)
		}
		return w.blobs.Put(ctx, name, pack)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return added
}

// A case's images are listed, their data sets read and each frame streamed, to
// whom the records are shown, and kept by no browser.
func TestImages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	m := sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "CT", Rows: 600, Columns: 1000, Pixels: make([]uint16, 600*1000), Instance: 3, Position: &[3]float64{1, 2, 3}}
	for i := range m.Pixels {
		m.Pixels[i] = uint16(i % 4096)
	}
	file := sample.DICOM(m)
	record := w.addRecord(id, deed.Item{MediaType: "application/dicom", DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT", Number: 3}}, file)
	p := w.staff[principal.Coordinator]
	base := "/cases/" + id

	var list images.List
	p.want(200, "GET", base+"/images", nil, &list)
	if len(list.Studies) != 1 || len(list.Studies[0].Series) != 1 || len(list.Studies[0].Series[0].Instances) != 1 || len(list.Others) != 1 {
		t.Fatalf("images: %+v", list)
	}
	if e := list.Studies[0].Series[0].Instances[0]; e.Record != record || !e.Shown || e.Frames != 1 || e.Rows != 600 || e.Columns != 1000 || e.Number == nil || *e.Number != 3 || e.Position == nil || *e.Position != [3]float64{1, 2, 3} || e.Why != "" {
		t.Errorf("image: %+v", e)
	}

	frame := base + "/records/" + string(record) + "/frames/1"
	pixels := file[bytes.LastIndex(file, []byte{0xe0, 0x7f, 0x10, 0, 'O', 'W'})+12:]
	status, body := p.ask("GET", frame, nil)
	if status != 200 || !bytes.Equal(body, pixels[:2*600*1000]) {
		t.Errorf("frame: %d, %d bytes", status, len(body))
	}
	req, _ := http.NewRequest("GET", w.http.URL+"/console/api"+frame, nil)
	req.Header.Set("Range", "bytes=1048570-1048579") // over the end of a chunk
	res, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	part, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != 206 || !bytes.Equal(part, pixels[1048570:1048580]) {
		t.Errorf("a range: %d %x", res.StatusCode, part)
	}
	if h := res.Header; h.Get("Content-Type") != "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1" || h.Get("Cache-Control") != "no-store" {
		t.Errorf("frame's headers: %v", h)
	}

	var set map[string]struct {
		VR    string            `json:"vr"`
		Value []json.RawMessage `json:"Value"`
		Bytes int64             `json:"bytes"`
	}
	p.want(200, "GET", base+"/records/"+string(record)+"/dicom", nil, &set)
	if x := set["00280010"]; x.VR != "US" || len(x.Value) != 1 || string(x.Value[0]) != "600" {
		t.Errorf("rows: %+v", x)
	}
	if x := set["7FE00010"]; x.Bytes != 2*600*1000 || x.Value != nil {
		t.Errorf("pixels: %+v", x)
	}
	if x := set["00020010"]; len(x.Value) != 1 || string(x.Value[0]) != `"1.2.840.10008.1.2.1"` {
		t.Errorf("transfer syntax: %+v", x)
	}

	// However many frames, tags and bytes: the study was opened once today.
	audit := func() (n int) {
		rows, err := w.db.Q().ListAudit(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range rows {
			if a.Event == "open-study" {
				if n++; a.ActorID != p.acc.ID || a.Role != string(principal.Coordinator) || a.ObjectSHA256 != seal.SHA256([]byte("1.2")) {
					t.Errorf("audit: %+v", a)
				}
			}
		}
		if err := db.VerifyChain(rows); err != nil {
			t.Error(err)
		}
		return n
	}
	p.want(200, "GET", base+"/records/"+string(record), nil, nil)
	if n := audit(); n != 1 {
		t.Errorf("opened once, and %d times in the audit", n)
	}
	w.mu.Lock()
	w.now = w.now.Add(24 * time.Hour)
	w.mu.Unlock()
	for _, role := range []principal.Role{principal.Coordinator, principal.Billing, principal.Specialist} {
		w.staff[role].signIn()
	}
	for range 2 {
		p.want(200, "GET", frame, nil, nil)
	}
	if n := audit(); n != 2 {
		t.Errorf("opened on two days, and %d times in the audit", n)
	}

	for path, want := range map[string]int{
		"/records/" + string(record) + "/frames/2": 404, "/records/" + string(record) + "/frames/0": 404, "/records/" + string(record) + "/frames/x": 404,
		"/records/" + casefile.NewID() + "/frames/1": 404, "/records/" + string(list.Others[0].Record) + "/frames/1": 404,
		"/records/" + string(list.Others[0].Record) + "/dicom": 422,
	} {
		p.want(want, "GET", base+path, nil, nil)
	}
	for _, path := range []string{"/images", "/records/" + string(record) + "/dicom", "/records/" + string(record) + "/frames/1"} {
		w.staff[principal.Billing].want(403, "GET", base+path, nil, nil)
		w.staff[principal.Specialist].want(404, "GET", base+path, nil, nil)
	}
}

// Images of a case can be looked at when its document is damaged: it is only
// asked what they are wanted for.
func TestImagesOfDamagedDocument(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.addRecord(id, deed.Item{MediaType: "application/dicom", DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT"}},
		sample.DICOM(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "CT", Rows: 2, Columns: 2, Pixels: make([]uint16, 4)}))
	err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE cases SET document_sealed = ? WHERE id = ?", []byte("damaged"), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var list images.List
	w.staff[principal.Coordinator].want(200, "GET", "/cases/"+id+"/images", nil, &list)
	if len(list.Studies) != 1 || len(list.Studies[0].Series[0].Instances) != 1 || !list.Studies[0].Series[0].Instances[0].Shown {
		t.Errorf("images: %+v", list)
	}
}

// opensWithDcmtk holds what a hospital's own tools read in a study's ZIP against
// the images by their files' names.
func opensWithDcmtk(t *testing.T, zipped []byte, images map[string]string) {
	dcmdump, err := exec.LookPath("dcmdump")
	if err != nil {
		t.Skip("dcmtk is not installed: no other program opened the study")
	}
	z, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	for name, uid := range images {
		out, err := exec.CommandContext(t.Context(), dcmdump, "+P", "0008,0018", filepath.Join(dir, "DICOM/SE000001", name)).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "["+uid+"]") {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
	out, err := exec.CommandContext(t.Context(), dcmdump, "+P", "0004,1500", filepath.Join(dir, fileset.Name)).CombinedOutput()
	if err != nil || strings.Count(string(out), `[DICOM\SE000001\IM00000`) != len(images) {
		t.Errorf("the directory: %v, %s", err, out)
	}
}

// A study's files are for who writes or reads on the case: whole, checked,
// without a person's name in theirs, and each time in the audit.
func TestStudyZIP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	files := map[string][]byte{}
	var record casefile.RecordID
	for i, name := range []string{"IM000002", "IM000001"} {
		m := sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3." + name[7:], Modality: "CT", Instance: 2 - i}
		files["DICOM/SE000001/"+name] = sample.DICOM(m)
		record = w.addRecord(id, deed.Item{Path: "Whitcombe/a", DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: m.SOPInstanceUID, Modality: "CT", Number: m.Instance}}, files["DICOM/SE000001/"+name])
	}
	files["DICOM/OTHER/OB000001"] = []byte("a report")
	w.addRecord(id, deed.Item{DICOM: &deed.DICOMRef{StudyUID: "1.2", SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11", Modality: "SR"}}, []byte("a report"))
	w.addRecord(id, deed.Item{DICOM: &deed.DICOMRef{StudyUID: "1.9", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT"}}, []byte("not of it"))
	path := "/cases/" + id + "/records/" + string(record) + "/study.zip"

	w.staff[principal.Coordinator].want(403, "GET", path, nil, nil)
	w.triage(id)
	s := w.staff[principal.Specialist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
	s.want(403, "GET", path, nil, nil)
	s.act(id, "accept-offer", nil)
	var zipped []byte
	for range 2 {
		status, b := s.ask("GET", path, nil)
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if status != 200 || err != nil {
			t.Fatalf("%d, %v", status, err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if f.Name == fileset.Name && err == nil { // it lists what is DICOM, by the files' own names
				info, err := dicom.Read(t.Context(), bytes.NewReader(got), int64(len(got)), dicom.Limits{})
				if err != nil || info.Directory == nil || len(info.Directory.Files) != 2 || files[info.Directory.Files[0].Path] == nil {
					t.Errorf("the directory: %v, %+v", err, info)
				}
				continue
			}
			if f.Name == fileset.ReadmeName && err == nil { // what it does not list, and what no file of it says
				if text := string(got); !strings.Contains(text, "lists 2 of 3") || !strings.Contains(text, "DICOM/OTHER/OB000001 is no DICOM file") || !strings.Contains(text, "Study Date: 19000101") || strings.Contains(text, "Whitcombe") {
					t.Errorf("%s", text)
				}
				continue
			}
			if want := files[f.Name]; err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes, %v", f.Name, len(got), err)
			}
			if !regexp.MustCompile(`^([A-Z0-9_]{1,8}/)*[A-Z0-9_]{1,8}$`).MatchString(f.Name) {
				t.Errorf("a directory may not name %s", f.Name)
			}
		}
		if len(z.File) != len(files)+2 {
			t.Errorf("%d files", len(z.File))
		}
		zipped = b
	}
	t.Run("opened by dcmtk", func(t *testing.T) {
		opensWithDcmtk(t, zipped, map[string]string{"IM000001": "1.2.3.1", "IM000002": "1.2.3.2"})
	})
	rows, err := w.db.Q().ListAudit(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, a := range rows {
		if a.Event == "take-study" && a.ActorID == s.acc.ID && a.Role == string(principal.Specialist) {
			taken++
		}
	}
	if taken != 2 {
		t.Errorf("taken twice, and %d times in the audit", taken)
	}

	// What is damaged on the way breaks off: nobody takes a part for the whole.
	key := w.addRecord(id, deed.Item{DICOM: &deed.DICOMRef{StudyUID: "1.2", SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11", Modality: "SR", SOPInstanceUID: "9"}}, []byte("gone"))
	w.lose(id, key)
	if res, err := s.client.Get(w.http.URL + "/console/api" + path); err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil {
			t.Errorf("an archive without all of its files ends as if it were whole: %d", res.StatusCode)
		}
	}
}

// lose deletes a record's chunks.
func (w *world) lose(id string, record casefile.RecordID) {
	w.t.Helper()
	ctx, q := context.Background(), w.db.Q()
	row, err := q.GetCase(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := chart.New(w.db, w.blobs).Open(w.keys, row)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	it, err := c.Item(ctx, q, record)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ref := range it.Chunks {
		chunk, err := q.GetChunk(ctx, db.GetChunkParams{ClinicID: w.clinic, CaseID: id, SHA256: ref.Hash.String()})
		if err != nil {
			w.t.Fatal(err)
		}
		if err := w.blobs.Delete(ctx, chunk.BlobKey); err != nil {
			w.t.Fatal(err)
		}
	}
}

// lineOf is the line to a person's page on which something happens meanwhile.
type lineOf struct {
	*httptest.ResponseRecorder
	meanwhile func()
}

func (l *lineOf) Write(p []byte) (int, error) {
	if f := l.meanwhile; f != nil {
		l.meanwhile = nil
		f()
	}
	return l.ResponseRecorder.Write(p)
}

// A disclosure that takes long ends with the right to it.
func TestDisclosureEndsInMidStream(t *testing.T) {
	t.Parallel()
	later := func(w *world) {
		w.mu.Lock()
		w.now = w.now.Add(5 * time.Second)
		w.mu.Unlock()
	}
	for name, meanwhile := range map[string]func(w *world, id string, s *person){
		"nothing happens": func(w *world, _ string, _ *person) { later(w) },
		"revoked":         func(w *world, id string, _ *person) { later(w); w.staff[principal.Coordinator].act(id, "revoke", nil) },
		"signed out":      func(w *world, _ string, s *person) { later(w); s.want(204, "DELETE", "/session", nil, nil) },
		"account closed": func(w *world, _ string, s *person) {
			later(w)
			if _, err := w.auth.Leave(context.Background(), s.acc.ID, principal.Actor{Role: principal.Admin}); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, route := range []string{"", "/study.zip"} {
				w := newWorld(t)
				id := w.receive(document(), workflow.Allowed)
				large := bytes.Repeat([]byte("one byte of many "), 1<<13)
				record := w.addRecord(id, deed.Item{DICOM: &deed.DICOMRef{StudyUID: "1.2", SOPInstanceUID: "1", SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11", Modality: "SR"}}, large)
				w.addRecord(id, deed.Item{DICOM: &deed.DICOMRef{StudyUID: "1.2", SOPInstanceUID: "2", SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11", Modality: "SR"}}, []byte("the second"))
				w.triage(id)
				s := w.staff[principal.Specialist]
				w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
				s.act(id, "accept-offer", nil)

				at := w.http.URL + "/console/api/cases/" + id + "/records/" + string(record) + route
				r := httptest.NewRequest("GET", at, nil)
				for _, c := range s.client.Jar.Cookies(r.URL) {
					r.AddCookie(c)
				}
				line := &lineOf{httptest.NewRecorder(), func() { meanwhile(w, id, s) }}
				cut := func() (cut bool) {
					defer func() { cut = recover() == http.ErrAbortHandler }()
					w.door.ServeHTTP(line, r)
					return false
				}()
				whole := line.Body.Len() >= len(large)
				if wanted := name == "nothing happens"; line.Code != 200 || cut == wanted || whole != wanted {
					t.Errorf("%q: %d, cut %v, %d bytes", route, line.Code, cut, line.Body.Len())
				}
			}
		})
	}
}

// A slide that its scanner wrote as several files is one record, and is taken
// away as it lay.
func TestSlideOfSeveralFilesIsOneRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	head := w.addRecord(id, deed.Item{Path: "usb/Slides/S1.mrxs", MediaType: "image/jpeg"}, []byte("head"))
	w.addRecord(id, deed.Item{Path: "usb/Slides/S1/Data0000.dat", MediaType: "application/octet-stream"}, []byte("data"))
	w.addRecord(id, deed.Item{Path: "usb/Slides/S1/Slidedat.ini", MediaType: "text/plain"}, []byte("ini"))
	alone := w.addRecord(id, deed.Item{Path: "usb/Slides/S2.mrxs", MediaType: "image/jpeg"}, []byte("head of another"))
	w.triage(id)
	s := w.staff[principal.Specialist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)

	says := map[string]string{}
	for _, r := range s.open(id).Records {
		says[r.Name] = r.Kept
	}
	if says["S1.mrxs"] == "" || !strings.Contains(says["S2.mrxs"], `"S2"`) {
		t.Errorf("%q", says)
	}
	if _, listed := says["Data0000.dat"]; listed {
		t.Error("a part is listed by itself")
	}
	status, b := s.ask("GET", "/cases/"+id+"/records/"+string(head)+"/slide.zip", nil)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if status != 200 || err != nil {
		t.Fatalf("%d, %v", status, err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	if want := []string{"S1.mrxs", "S1/Data0000.dat", "S1/Slidedat.ini"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	s.want(404, "GET", "/cases/"+id+"/records/"+string(alone)+"/slide.zip", nil, nil)
	w.staff[principal.Coordinator].want(403, "GET", "/cases/"+id+"/records/"+string(head)+"/slide.zip", nil, nil)
}

// Whatever way a record of a study is read, the audit says so before anything is
// answered; who may not read it gets nothing by any of them.
func TestEveryWayIntoAStudyIsInTheAudit(t *testing.T) {
	t.Parallel()
	for route, body := range map[string][]byte{"": slide(), "/dicom": slide(), "/slide": slide(), "/frames/1": slide(), "/film": slide(), "/text": slide(), "/waveform": recording(), "/inner/1": slide()} {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.receive(document(), workflow.Allowed)
			record := w.addRecord(id, deed.Item{MediaType: "application/dicom", DICOM: &deed.DICOMRef{StudyUID: "1.2", SOPInstanceUID: "1", Modality: "SM"}}, body)
			path := "/cases/" + id + "/records/" + string(record) + route
			opened := func() (n int) {
				rows, err := w.db.Q().ListAudit(context.Background(), id)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range rows {
					if a.Event == "open-study" {
						n++
					}
				}
				return n
			}
			if status, b := w.staff[principal.Billing].ask("GET", path, nil); status == 200 || opened() != 0 {
				t.Errorf("for who may not: %d, %d bytes, %d in the audit", status, len(b), opened())
			}
			w.staff[principal.Coordinator].ask("GET", path, nil)
			if n := opened(); n != 1 {
				t.Errorf("%d in the audit", n)
			}
		})
	}
}

// A film inside of DICOM is given as the film that it is, and called so.
func TestFilmOfARecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	first, rest := []byte("\x00\x00\x01\xba\x44 and"), []byte(" the rest")
	ref := deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", SOPClassUID: "1.2.840.10008.5.1.4.1.1.77.1.1.1", Modality: "ES", StudyDate: "2026-03-12", Study: "Colonoscopy"}
	film := w.addRecord(id, deed.Item{Path: "SCOPE01", MediaType: "application/dicom", DICOM: &ref}, sample.Film(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "ES"}, "1.2.840.10008.1.2.4.100", append(first, ' '), append(rest, ' ')))
	still := ref
	still.SOPInstanceUID, still.SOPClassUID = "1.2.3.5", "1.2.840.10008.5.1.4.1.1.2"
	other := w.addRecord(id, deed.Item{MediaType: "application/dicom", DICOM: &still}, sample.DICOM(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.5", Modality: "CT"}))
	p := w.staff[principal.Coordinator]
	path := "/cases/" + id + "/records/"
	req, _ := http.NewRequest("GET", w.http.URL+"/console/api"+path+string(film)+"/film", nil)
	res, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || string(got) != string(first)+" "+string(rest)+" " || res.Header.Get("Content-Type") != "video/mpeg" || !strings.Contains(res.Header.Get("Content-Disposition"), `attachment; filename="ES, 2026-03-12, Colonoscopy.mpg"`) {
		t.Errorf("%d %q %v", res.StatusCode, got, res.Header)
	}
	p.want(404, "GET", path+string(other)+"/film", nil, nil)
	w.staff[principal.Billing].want(403, "GET", path+string(film)+"/film", nil, nil)
	var list images.List
	p.want(200, "GET", "/cases/"+id+"/images", nil, &list)
	for _, e := range list.Studies[0].Series[0].Instances {
		if e.Film != (e.Record == film) || e.Shown == e.Film {
			t.Errorf("%+v", e)
		}
	}
}

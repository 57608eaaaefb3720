package blob

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
)

// own lets through only what a storage itself says about what it has. A page that
// stands between it and the service, of a proxy or of a gateway before one that is
// away, reads to the client as a bucket that is empty, keeps no versions or never
// had the blob: cases would be told lost that are there.
type own struct{ http.RoundTripper }

// firstWords is within how many bytes a document says what it is.
const firstWords = 4 << 10

func (o own) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := o.RoundTripper.RoundTrip(r)
	if err != nil || r.Method == http.MethodHead {
		return resp, err // a HEAD has no words: see Bucket.stat
	}
	want := ""
	switch q := r.URL.Query(); {
	case resp.StatusCode == http.StatusNotFound:
		want = "Error"
	case resp.StatusCode != http.StatusOK || r.Method != http.MethodGet:
	case q.Has("list-type"):
		want = "ListBucketResult"
	case q.Has("versioning"):
		want = "VersioningConfiguration"
	}
	if want == "" {
		return resp, nil
	}
	body := bufio.NewReaderSize(resp.Body, firstWords)
	head, _ := body.Peek(firstWords) // shorter where that is all
	if rootOf(head) != want {
		resp.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{body, resp.Body}
	return resp, nil
}

// rootOf is the name of a document's first element; empty where it has none.
func rootOf(head []byte) string {
	for d := xml.NewDecoder(bytes.NewReader(head)); ; {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		if e, ok := t.(xml.StartElement); ok {
			return e.Name.Local
		}
	}
}

package console

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// packedFiles are the built files as they go over the line, each made when it is
// first asked for: a script shrinks to a third, and a slow line brings it sooner.
type packedFiles struct {
	pages fs.FS
	files sync.Map // by name: func() []byte
}

// shrinks are the endings of files that are worth it; pictures and fonts are
// packed already.
var shrinks = map[string]bool{".js": true, ".mjs": true, ".css": true, ".wasm": true, ".json": true, ".svg": true, ".bcmap": true, ".ttf": true}

// of gives a file packed; nil where it is not, or would not be smaller.
func (p *packedFiles) of(name string) []byte {
	if !shrinks[path.Ext(name)] {
		return nil
	}
	made, _ := p.files.LoadOrStore(name, sync.OnceValue(func() []byte {
		plain, err := fs.ReadFile(p.pages, name)
		if err != nil {
			return nil
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if _, err := z.Write(plain); err != nil || z.Close() != nil || b.Len() >= len(plain) {
			return nil
		}
		return b.Bytes()
	}))
	return made.(func() []byte)()
}

// file serves a built file, packed for whoever takes it.
func (p *packedFiles) file(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Add("Vary", "Accept-Encoding")
	if takesGzip(r) && r.Header.Get("Range") == "" {
		if b := p.of(name); b != nil {
			w.Header().Set("Content-Encoding", "gzip")
			http.ServeContent(w, r, path.Base(name), time.Time{}, bytes.NewReader(b))
			return
		}
	}
	http.ServeFileFS(w, r, p.pages, name)
}

// takesGzip tells whether an answer may be packed.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// zipped lets serve answer, packed for whoever takes it. Only for answers that
// hold nothing of what the asker sent beside something secret: how short such an
// answer is would tell.
func zipped(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter) error) error {
	w.Header().Add("Vary", "Accept-Encoding")
	if !takesGzip(r) {
		return serve(w)
	}
	z := &zipper{ResponseWriter: w}
	err := serve(z)
	if z.to != nil {
		if end := z.to.Close(); err == nil {
			err = end
		}
	}
	return err
}

// zipper packs from the first byte on; an error before it is answered plainly.
type zipper struct {
	http.ResponseWriter
	to io.WriteCloser
}

func (z *zipper) Write(p []byte) (int, error) {
	if z.to == nil {
		z.Header().Set("Content-Encoding", "gzip")
		z.Header().Del("Content-Length")
		z.to, _ = gzip.NewWriterLevel(z.ResponseWriter, gzip.BestSpeed)
	}
	return z.to.Write(p)
}

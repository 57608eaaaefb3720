package apart

import (
	"testing"
)

// No mail takes the reader apart, whatever it is made of.
func FuzzMail(f *testing.F) {
	f.Add([]byte("From: a@b.c\r\nSubject: =?utf-8?q?=C3=A9?=\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n--e\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\r\n--e\r\nContent-Disposition: attachment; filename=r\r\nContent-Transfer-Encoding: base64\r\n\r\nQUI=\r\n--e--\r\n"))
	f.Add([]byte("Subject: x\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\n--edge--"))
	f.Add([]byte("From: =?x?q?=?=\nContent-Type: text/html; charset=nonsense\n\n<p>a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := Mail(data)
		total := len(l.Words())
		for _, p := range l.Parts {
			total += len(p.Data)
		}
		if len(l.Parts) > maxParts || total > 2*len(data)+4096 {
			t.Errorf("%d parts of %d bytes from %d, lost %q", len(l.Parts), total, len(data), l.Lost)
		}
	})
}

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/demo"
	"oso/internal/intake"
	"oso/internal/seal"
	"oso/internal/wire"
)

// desk is a clinic's program as far as the exchange goes: what docs/WIRE.md
// says and nothing more.
type desk struct {
	t       *testing.T
	url     string
	http    *http.Client
	trust   deed.Trust
	receive []byte
	device  *seal.SigningKey
	user    *seal.SigningKey
	opening *seal.OpeningKey
	enrol   wire.EnrolAnswer
	token   string
	beside  []byte // sent in the next case's pack, and named by no version
}

// enrol redeems a code: pin, root, code, keys, token.
func enrol(t *testing.T, url, text string) *desk {
	t.Helper()
	code, signed, err := deed.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, url: url, device: seal.NewSigningKey(), user: seal.NewSigningKey(), opening: seal.NewOpeningKey()}
	d.http = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{
		MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, // the pin below is the check
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			c, err := x509.ParseCertificate(raw[0])
			if err != nil {
				return err
			}
			if h := sha256.Sum256(c.RawSubjectPublicKeyInfo); !bytes.Equal(h[:], code.TLS) {
				return errors.New("the server's key is not the one in the code")
			}
			return nil
		},
	}}}
	t.Cleanup(d.http.CloseIdleConnections)
	var trust wire.TrustAnswer
	d.call("GET", wire.PathTrust, nil, &trust)
	d.trust = deed.Trust{Root: code.Root, Issuing: trust.Issuing}
	if err := deed.CheckCode(d.trust, code, signed, time.Now()); err != nil {
		t.Fatal(err)
	}
	receiving, err := d.trust.Check(trust.Receiving[0], time.Now())
	if err != nil {
		t.Fatal(err)
	}
	d.receive = receiving.OpeningKey
	proof, err := seal.Canonical(wire.EnrolProof{
		SecretSHA256: seal.SHA256(code.Secret[:]), DeviceKey: d.device.Public(), SigningKey: d.user.Public(), OpeningKey: d.opening.Public(),
	})
	if err != nil {
		t.Fatal(err)
	}
	d.call("POST", wire.PathEnrol, wire.EnrolRequest{
		Secret: code.Secret[:], DeviceKey: d.device.Public(), SigningKey: d.user.Public(), OpeningKey: d.opening.Public(),
		DeviceProof: d.device.Sign(deed.DomainEnrol, proof), UserProof: d.user.Sign(deed.DomainEnrol, proof),
	}, &d.enrol)
	var c wire.Challenge
	d.call("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	var tok wire.Token
	d.call("POST", wire.PathToken, wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}, &tok)
	d.token = tok.Token
	return d
}

func (d *desk) call(method, path string, body, into any) []byte {
	d.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		r = bytes.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			d.t.Fatal(err)
		}
		r = bytes.NewReader(j)
	}
	req, err := http.NewRequest(method, d.url+path, r)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set(wire.HeaderProtocol, "1")
	if d.token != "" {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	resp, err := d.http.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode/100 != 2 {
		d.t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, b, err)
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			d.t.Fatal(err)
		}
	}
	return b
}

// sentCase is a case that went out.
type sentCase struct {
	id        casefile.CaseID
	key       seal.Key
	doc       *casefile.Document
	reference casefile.Reference
	records   map[string][]byte // by path
}

// send seals the template with the given records, sends it and checks the
// receipt.
func (d *desk) send(records map[string][]byte, change func(*casefile.Document)) sentCase {
	d.t.Helper()
	s := sentCase{id: casefile.CaseID(casefile.NewID()), key: seal.NewKey(), doc: intake.TemplateCase(), records: records}
	if change != nil {
		change(s.doc)
	}
	box := seal.NewBox(&s.key, seal.PurposeChunk)
	m := deed.Manifest{Case: s.id, Version: 1, SealedAt: time.Now(), Signer: deed.SignerInfo{Name: "Doctor", Key: d.user.Public()}}
	var pack []byte
	add := func(kind deed.ItemKind, path, media string, b []byte) deed.Item {
		it := deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: kind, Path: path, MediaType: media, Bytes: int64(len(b)), SHA256: seal.SHA256(b)}
		n := max(1, (len(b)+seal.ChunkSize-1)/seal.ChunkSize)
		for i := range n {
			sealed := box.SealChunk(nil, b[i*seal.ChunkSize:min(len(b), (i+1)*seal.ChunkSize)], seal.ChunkPlace{Case: string(s.id), Record: string(it.Record), Index: uint32(i), Last: i == n-1}, true)
			it.Chunks = append(it.Chunks, seal.ChunkRef{Hash: seal.HashChunk(sealed), Size: len(sealed)})
			pack = append(wire.AppendPackHeader(pack, seal.HashChunk(sealed), len(sealed)), sealed...)
		}
		m.Items = append(m.Items, it)
		return it
	}
	b, err := json.Marshal(s.doc)
	if err != nil {
		d.t.Fatal(err)
	}
	add(deed.ItemDocument, "", "application/json", b)
	a, text := intake.Sign(intake.Agreement(), intake.PartiesOf(s.doc, "OSO", d.enrol.ClinicName, "Doctor", s.doc.Patient.Name.Plain(), intake.Self), intake.Attested)
	it := add(deed.ItemAgreement, "", "text/plain", text)
	m.Agreement = &deed.Agreement{Version: a.Version, SHA256: it.SHA256, Signer: s.doc.Patient.Name.Plain(), Relation: intake.Self, Method: "attested-at-desk", SignedAt: time.Now()}
	m.Participation = deed.Participation{Version: intake.ParticipationVersion, SHA256: seal.SHA256([]byte("statement"))}
	for path, content := range records {
		add(deed.ItemRecord, path, "application/pdf", content)
	}
	signed, err := deed.SealManifest(d.user, m)
	if err != nil {
		d.t.Fatal(err)
	}
	env, err := deed.SealEnvelope(&s.key, d.receive, s.id, 1, signed)
	if err != nil {
		d.t.Fatal(err)
	}
	at := func(p string) string {
		return strings.NewReplacer("{case}", string(s.id), "{pack}", "1").Replace(p)
	}
	d.call("PUT", at(wire.PathPack), append(pack, d.beside...), nil)
	d.beside = nil
	var r wire.ReceiptAnswer
	d.call("POST", at(wire.PathVersions), wire.VersionRequest{Version: 1, Envelope: env, Signer: d.enrol.UserCert}, &r)
	var receipt deed.Receipt
	if _, err := d.trust.Open(r.Receipt, deed.DomainReceipt, &receipt); err != nil {
		d.t.Fatal(err)
	}
	s.reference = receipt.Reference
	return s
}

// follow reads the feed until done says so, for a minute at most.
func (d *desk) follow(s sentCase, done func(wire.Status, *wire.OpinionNotice) bool) {
	d.t.Helper()
	var cursor int64
	var status wire.Status
	var notice *wire.OpinionNotice
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		var c wire.Changes
		d.call("GET", wire.PathChanges+"?after="+strconv.FormatInt(cursor, 10), nil, &c)
		var page wire.Page
		var body wire.PageBody
		if json.Unmarshal(c.Page.Body, &page) != nil || json.Unmarshal(c.Body, &body) != nil {
			d.t.Fatal("not a page")
		}
		cursor = page.Cursor
		for _, raw := range body.Changes {
			var ch wire.Change
			if err := json.Unmarshal(raw, &ch); err != nil {
				d.t.Fatal(err)
			}
			if ch.Case != s.id {
				continue
			}
			switch ch.Kind {
			case wire.ChangeStatus:
				b, err := seal.NewBox(&s.key, wire.PurposeChange).Open(nil, ch.Sealed, string(s.id), string(ch.Kind), strconv.FormatInt(ch.Seq, 10))
				if err != nil {
					d.t.Fatal(err)
				}
				if err := json.Unmarshal(b, &status); err != nil {
					d.t.Fatal(err)
				}
			case wire.ChangeOpinion:
				notice = ch.Opinion
			}
		}
		if done(status, notice) {
			return
		}
	}
	d.t.Fatalf("the case stays at %+v", status)
}

// opinion fetches, opens and verifies what a notice announces.
func (d *desk) opinion(s sentCase, n *wire.OpinionNotice) (deed.Package, deed.Verified) {
	d.t.Helper()
	path := strings.NewReplacer("{case}", string(s.id), "{version}", strconv.Itoa(n.Version)).Replace(wire.PathOpinion)
	sealed := d.call("GET", path, nil, nil)
	if seal.SHA256(sealed) != n.SHA256 || int64(len(sealed)) != n.Size {
		d.t.Fatal("the package is not the one announced")
	}
	for _, k := range n.Keys {
		if k.Opening != seal.KeyID(d.opening.Public()) {
			continue
		}
		raw, err := d.opening.Unwrap(deed.WrapOpinion, k.Wrapped, string(s.id), strconv.Itoa(n.Version))
		if err != nil {
			d.t.Fatal(err)
		}
		key, err := seal.KeyFrom(raw)
		if err != nil {
			d.t.Fatal(err)
		}
		p, err := deed.OpenPackage(&key, sealed, s.id, n.Version)
		if err != nil {
			d.t.Fatal(err)
		}
		v, err := deed.Verify(d.trust.Root, p)
		if err != nil {
			d.t.Fatal(err)
		}
		return p, v
	}
	d.t.Fatal("no key of the opinion is for this physician")
	return deed.Package{}, deed.Verified{}
}

// open sends the physician's signed act of opening.
func (d *desk) open(s sentCase, n *wire.OpinionNotice) {
	d.t.Helper()
	signed, err := seal.SignJSON(d.user, deed.DomainAccess, deed.AccessStatement{Case: s.id, Version: n.Version, PackageSHA256: n.SHA256, OpenedAt: time.Now()})
	if err != nil {
		d.t.Fatal(err)
	}
	path := strings.NewReplacer("{case}", string(s.id), "{version}", strconv.Itoa(n.Version)).Replace(wire.PathAccess)
	d.call("POST", path, wire.AccessRequest{Access: deed.Endorsement{Signed: signed, Certificate: d.enrol.UserCert}}, nil)
}

// demo starts a demonstration as the command line does, and gives its line.
func startDemo(t *testing.T, args ...string) demo.Line {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var log lockedBuffer
	go func() {
		ended <- run(ctx, program{out: in, err: &log, env: func(string) string { return "" }, now: time.Now}, append([]string{"demo"}, args...))
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the demonstration ended with %d", code)
		}
		if t.Failed() {
			t.Log(log.String())
		}
	})
	var line demo.Line
	if err := json.NewDecoder(out).Decode(&line); err != nil {
		t.Fatalf("the demonstration did not say that it is ready: %v\n%s", err, log.String())
	}
	go io.Copy(io.Discard, out)
	return line
}

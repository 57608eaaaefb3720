package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/intake"
	"oso/internal/seal"
	"oso/internal/wire"
)

// loadDesk is a clinic's program as far as the line goes, without a vault: two
// hundred of those would be the load, and not the service.
type loadDesk struct {
	base    string
	pin     []byte
	from    net.Addr // an address of its own, as clinics have
	http    *http.Client
	trust   deed.Trust
	receive []byte
	device  *seal.SigningKey
	user    *seal.SigningKey
	opening *seal.OpeningKey
	enrol   wire.EnrolAnswer
	token   string
	cursor  int64
	epoch   string
	tell    func(what string, took time.Duration, err error)
}

// begin takes a new line: an exchange of the program's has one of its own.
func (d *loadDesk) begin() {
	d.end()
	d.http = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		DialContext:         (&net.Dialer{LocalAddr: d.from}).DialContext,
		TLSHandshakeTimeout: 20 * time.Second, MaxIdleConnsPerHost: 4,
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, // the pin below is the check
			VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
				c, err := x509.ParseCertificate(raw[0])
				if err != nil {
					return err
				}
				if h := sha256.Sum256(c.RawSubjectPublicKeyInfo); !bytes.Equal(h[:], d.pin) {
					return errors.New("another server's key")
				}
				return nil
			},
		},
	}}
}

func (d *loadDesk) end() {
	if d.http != nil {
		d.http.CloseIdleConnections()
	}
}

func (d *loadDesk) call(ctx context.Context, method, path string, body, into any) (err error) {
	began := time.Now()
	what, _, _ := strings.Cut(path, "?")
	defer func() {
		if ctx.Err() == nil {
			d.tell(method+" "+what, time.Since(began), err)
		}
	}()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		r = bytes.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			return err
		}
		r = bytes.NewReader(j)
	}
	req, err := http.NewRequestWithContext(ctx, method, d.base+path, r)
	if err != nil {
		return err
	}
	req.Header.Set(wire.HeaderProtocol, wire.Ours().String())
	if d.token != "" {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	resp, err := d.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		var p wire.Problem
		_ = json.Unmarshal(b, &p)
		return fmt.Errorf("%d %s", resp.StatusCode, p.Kind)
	}
	if into != nil {
		return json.Unmarshal(b, into)
	}
	return nil
}

// redeem enrols with a code.
func (d *loadDesk) redeem(ctx context.Context, text string) error {
	code, signed, err := deed.ParseCode(text)
	if err != nil {
		return err
	}
	d.pin, d.device, d.user, d.opening = code.TLS, seal.NewSigningKey(), seal.NewSigningKey(), seal.NewOpeningKey()
	d.begin()
	defer d.end()
	var trust wire.TrustAnswer
	if err := d.call(ctx, "GET", wire.PathTrust, nil, &trust); err != nil {
		return err
	}
	d.trust = deed.Trust{Root: code.Root, Issuing: trust.Issuing}
	if err := deed.CheckCode(d.trust, code, signed, time.Now()); err != nil {
		return err
	}
	receiving, err := d.trust.Check(trust.Receiving[0], time.Now())
	if err != nil {
		return err
	}
	d.receive = receiving.OpeningKey
	proof, err := seal.Canonical(wire.EnrolProof{
		SecretSHA256: seal.SHA256(code.Secret[:]), DeviceKey: d.device.Public(), SigningKey: d.user.Public(), OpeningKey: d.opening.Public(),
	})
	if err != nil {
		return err
	}
	return d.call(ctx, "POST", wire.PathEnrol, wire.EnrolRequest{
		Secret: code.Secret[:], DeviceKey: d.device.Public(), SigningKey: d.user.Public(), OpeningKey: d.opening.Public(),
		DeviceProof: d.device.Sign(deed.DomainEnrol, proof), UserProof: d.user.Sign(deed.DomainEnrol, proof),
	}, &d.enrol)
}

// exchange is one without news, request by request as the program does it.
func (d *loadDesk) exchange(ctx context.Context) error {
	d.begin()
	defer d.end()
	d.token = ""
	if err := d.call(ctx, "GET", wire.PathHello, nil, nil); err != nil {
		return err
	}
	if err := d.call(ctx, "GET", wire.PathTrust, nil, nil); err != nil {
		return err
	}
	if err := d.signIn(ctx); err != nil {
		return err
	}
	nonce := make([]byte, 16)
	for i := range nonce {
		nonce[i] = byte(rand.Uint32())
	}
	q := url.Values{"after": {strconv.FormatInt(d.cursor, 10)}, "nonce": {hex.EncodeToString(nonce)}}
	if d.epoch != "" {
		q.Set("epoch", d.epoch)
	}
	var a wire.Changes
	if err := d.call(ctx, "GET", wire.PathChanges+"?"+q.Encode(), nil, &a); err != nil {
		return err
	}
	var p wire.Page
	if _, err := d.trust.Open(a.Page, deed.DomainChanges, &p); err != nil {
		return err
	}
	d.cursor, d.epoch = p.Cursor, p.Epoch
	return nil
}

func (d *loadDesk) signIn(ctx context.Context) error {
	var c wire.Challenge
	if err := d.call(ctx, "POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c); err != nil {
		return err
	}
	var token wire.Token
	err := d.call(ctx, "POST", wire.PathToken, wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}, &token)
	d.token = token.Token
	return err
}

// send seals a case with so many bytes of records, and sends it over a line of
// rate bytes a second to its receipt.
func (d *loadDesk) send(ctx context.Context, content []byte, rate float64) (sent int64, err error) {
	d.begin()
	defer d.end()
	d.token = ""
	if err := d.signIn(ctx); err != nil {
		return 0, err
	}
	id, key, doc := casefile.CaseID(casefile.NewID()), seal.NewKey(), intake.TemplateCase()
	box := seal.NewBox(&key, seal.PurposeChunk)
	m := deed.Manifest{Case: id, Version: 1, SealedAt: time.Now(), Signer: deed.SignerInfo{Name: "Doctor", Key: d.user.Public()}}
	began := time.Now()
	at := func(path string) string {
		return strings.NewReplacer("{case}", string(id), "{pack}", casefile.NewID()).Replace(path)
	}
	var pack []byte
	put := func() error {
		if len(pack) == 0 {
			return nil
		}
		if err := d.call(ctx, "PUT", at(wire.PathPack), pack, nil); err != nil {
			return err
		}
		sent += int64(len(pack))
		pack = pack[:0]
		select { // the line gives no more
		case <-time.After(time.Until(began.Add(time.Duration(float64(sent) / rate * float64(time.Second))))):
		case <-ctx.Done():
		}
		return ctx.Err()
	}
	add := func(kind deed.ItemKind, media string, b []byte) (deed.Item, error) {
		it := deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: kind, MediaType: media, Bytes: int64(len(b)), SHA256: seal.SHA256(b)}
		n := max(1, (len(b)+seal.ChunkSize-1)/seal.ChunkSize)
		for i := range n {
			sealed := box.SealChunk(nil, b[i*seal.ChunkSize:min(len(b), (i+1)*seal.ChunkSize)], seal.ChunkPlace{Case: string(id), Record: string(it.Record), Index: uint32(i), Last: i == n-1}, false)
			it.Chunks = append(it.Chunks, seal.ChunkRef{Hash: seal.HashChunk(sealed), Size: len(sealed)})
			pack = append(wire.AppendPackHeader(pack, seal.HashChunk(sealed), len(sealed)), sealed...)
			if len(pack) > 3<<20 { // as the program's
				if err := put(); err != nil {
					return it, err
				}
			}
		}
		m.Items = append(m.Items, it)
		return it, nil
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return 0, err
	}
	if _, err := add(deed.ItemDocument, "application/json", b); err != nil {
		return sent, err
	}
	a, text := intake.Sign(intake.Agreement(), intake.PartiesOf(doc, "OSO", d.enrol.ClinicName, "Doctor", doc.Patient.Name.Plain(), intake.Self), intake.Attested)
	it, err := add(deed.ItemAgreement, "text/plain", text)
	if err != nil {
		return sent, err
	}
	m.Agreement = &deed.Agreement{Version: a.Version, SHA256: it.SHA256, Signer: doc.Patient.Name.Plain(), Relation: intake.Self, Method: "attested-at-desk", SignedAt: time.Now()}
	m.Participation = deed.Participation{Version: intake.ParticipationVersion, SHA256: seal.SHA256([]byte("statement"))}
	for part := 0; part < len(content); part += 512 << 10 { // a slice each
		if _, err := add(deed.ItemRecord, "application/dicom", content[part:min(len(content), part+512<<10)]); err != nil {
			return sent, err
		}
	}
	if err := put(); err != nil {
		return sent, err
	}
	signed, err := deed.SealManifest(d.user, m)
	if err != nil {
		return sent, err
	}
	env, err := deed.SealEnvelope(&key, d.receive, id, 1, signed)
	if err != nil {
		return sent, err
	}
	var r wire.ReceiptAnswer
	if err := d.call(ctx, "POST", at(wire.PathVersions), wire.VersionRequest{Version: 1, Envelope: env, Signer: d.enrol.UserCert}, &r); err != nil {
		return sent, err
	}
	var receipt deed.Receipt
	_, err = d.trust.Open(r.Receipt, deed.DomainReceipt, &receipt)
	return sent, err
}

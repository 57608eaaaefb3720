package wire_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// bodies holds one value of every body with every field set: a field that is
// renamed, dropped or changed in form shows up as a change of a golden file.
func bodies() map[string]any {
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	due := at.AddDate(0, 0, 14)
	signed := seal.Signed{Body: []byte("body"), Signature: []byte("signature")}
	cert := deed.Certificate{Signed: signed}
	hash := seal.HashChunk([]byte("chunk"))
	key := seal.VerifyKey("0123456789abcdef0123456789abcdef")
	const id = "00112233445566778899aabbccddeeff"
	return map[string]any{
		"problem": &wire.Problem{Type: "about:blank", Title: "Conflict", Status: 409, Detail: "Nothing was kept.", Kind: errs.Refused, Refusal: &signed, Revocation: &signed,
			Service: &wire.Protocols{Min: 1, Max: 2}, Program: &wire.Protocols{Min: 3, Max: 4}},
		"hello": &wire.Hello{ProtocolMin: 1, ProtocolMax: 1, Demonstration: true, Time: at,
			Service: wire.Service{Name: "OSO", National: "+1 617 555 0100", International: "+1 617 555 0101", Email: "oso@example.org", Hours: "Mon to Fri"}},
		"trust": &wire.TrustAnswer{Issuing: []deed.Certificate{cert}, Receiving: []deed.Certificate{cert}},
		"enrol-request": &wire.EnrolRequest{Secret: []byte("secret"), DeviceKey: key, SigningKey: key, OpeningKey: []byte("opening"),
			DeviceProof: []byte("device"), UserProof: []byte("user")},
		"enrol-proof":       &wire.EnrolProof{SecretSHA256: hash.String(), DeviceKey: key, SigningKey: key, OpeningKey: []byte("opening")},
		"enrol-answer":      &wire.EnrolAnswer{Clinic: id, ClinicName: "Harbor Street Clinic", Device: id, DeviceCert: cert, UserCert: cert},
		"challenge-request": &wire.ChallengeRequest{Device: id},
		"challenge":         &wire.Challenge{Nonce: []byte("nonce")},
		"token-request":     &wire.TokenRequest{Device: id, Nonce: []byte("nonce"), Signature: []byte("signature"), Marks: []wire.Mark{{Sequence: 12, History: []byte("history")}}},
		"token":             &wire.Token{Token: "token", ExpiresIn: 600, PutBack: true},
		"renew-request":     &wire.RenewRequest{Next: key, DeviceProof: []byte("device"), NextProof: []byte("next")},
		"renew-proof":       &wire.RenewProof{Device: id, Next: key},
		"renew-answer":      &wire.RenewAnswer{Certificates: []deed.Certificate{cert}},
		"missing-request":   &wire.MissingRequest{Chunks: []seal.ChunkHash{hash}},
		"missing-answer":    &wire.MissingAnswer{Missing: []seal.ChunkHash{hash}},
		"pack-answer":       &wire.PackAnswer{Chunks: 3, Bytes: 3 << 20},
		"version-request": &wire.VersionRequest{Version: 2, Signer: cert,
			Envelope: deed.Envelope{ReceivingKey: "0011223344556677", CaseKey: []byte("key"), Manifest: []byte("manifest")}},
		"receipt": &deed.Receipt{Format: deed.FormatReceipt, Case: id, Reference: "4417203958", Clinic: id, Version: 2, ManifestSHA256: hash.String(),
			Chunks: 3, Bytes: 3 << 20, ReceivedAt: at, Epoch: id},
		"refusal": &deed.Refusal{Format: deed.FormatRefusal, Case: id, Version: 2, ManifestSHA256: hash.String(), Clinic: id,
			Reason: deed.RefusedLocation, RefusedAt: at, Epoch: id},
		"revocation":     &deed.Revocation{Format: deed.FormatRevocation, Subject: id, Serial: id, Reason: deed.RevokedDevice, RevokedAt: at, SaidAt: at, Epoch: id},
		"receipt-answer": &wire.ReceiptAnswer{Receipt: signed},
		"changes":        &wire.Changes{Page: signed, Body: []byte(`{"changes":[]}`)},
		"page":           &wire.Page{Format: wire.FormatPage, Epoch: id, Clinic: id, Device: id, Nonce: "nonce", After: 2, Cursor: 5, More: true, Again: []int64{1}, Mark: &wire.Mark{Sequence: 12, History: []byte("history")}, Time: at, SHA256: hash.String()},
		"page-body":      &wire.PageBody{Changes: []json.RawMessage{raw(wire.Change{Seq: 3})}, Again: []json.RawMessage{raw(wire.Change{Seq: 1})}},
		"change-status":  &wire.Change{Seq: 3, Kind: wire.ChangeStatus, At: at, Case: id, Sealed: []byte("sealed")},
		"change-opinion": &wire.Change{Seq: 4, Kind: wire.ChangeOpinion, At: at, Case: id, Opinion: &wire.OpinionNotice{
			Version: 2, Supersedes: 1, SHA256: hash.String(), Size: 1000, Released: at, Reference: "4417203958",
			Keys: []wire.OpinionKey{{Opening: "0011223344556677", Wrapped: []byte("wrapped")}}}},
		"change-policy": &wire.Change{Seq: 5, Kind: wire.ChangePolicy, At: at, Table: &signed},
		"status": &wire.Status{Reference: "4417203958", State: "awaiting-materials", Since: at, ClockStart: &at, ClockDue: &due,
			Waiting: "clinic", Note: "The disc is missing.", Opened: []int{1, 2}, Acknowledged: []int{2}, Withheld: []int{3}, Epoch: id},
		"message":         &wire.Message{ID: id, From: "Ana, coordinator", At: at, Text: "Please send the disc."},
		"message-own":     &wire.Message{ID: id, From: "Dr. A, physician", At: at, Text: "It is in the mail.", Own: true, Question: true, Re: id},
		"message-request": &wire.MessageRequest{Sealed: []byte{1}},
		"written":         &wire.Written{From: "Dr. A, physician", At: at, Text: "It is in the mail.", Re: id},
		"written-further": &wire.Written{From: "Dr. A, physician", At: at, Text: "1. Now or later?", Asks: wire.Asks{Version: 1, Further: []string{"Now or later?"}}},
		"written-outcome": &wire.Written{From: "Dr. A, physician", At: at, Text: "Outcome: confirmed.", Asks: wire.Asks{Outcome: &wire.Outcome{Diagnosis: "confirmed", Treatment: "as-planned", Words: "She is well."}}},
		"status-after": &wire.Status{Reference: "4417203958", State: "closed", Since: at, Opened: []int{1}, Revising: "addendum", OutcomeAsked: &due,
			Delivered: []wire.Delivered{{Version: 1, At: at}}, Epoch: id},
		"access-request": &wire.AccessRequest{Access: deed.Endorsement{Signed: signed, Certificate: cert}},
		"done":           &wire.Done{},
	}
}

func raw(c wire.Change) json.RawMessage {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return b
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, v := range bodies() {
		got, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, '\n')
		path := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is no longer what contract %d says:\n%s", name, wire.Protocol, got)
		}
		back := reflect.New(reflect.TypeOf(v).Elem())
		if err := json.Unmarshal(want, back.Interface()); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if again, err := json.MarshalIndent(back.Interface(), "", "  "); err != nil || string(again)+"\n" != string(want) {
			t.Errorf("%s does not read back as it was written", name)
		}
	}
}

// What a device signs is frozen like the bodies.
func TestBytesThatTheDeviceSigns(t *testing.T) {
	t.Parallel()
	marks := []wire.Mark{{Sequence: 0x0102030405060708, History: []byte("A")}, {Sequence: 9, History: []byte("B")}}
	if got := wire.TokenBytes([]byte("nonce"), marks); string(got) != "nonce\x01\x02\x03\x04\x05\x06\x07\x08A\x00\x00\x00\x00\x00\x00\x00\x09B" {
		t.Errorf("to sign in: %q", got)
	}
	if got := wire.MarkBytes(marks[0]); string(got) != "\x01\x02\x03\x04\x05\x06\x07\x08A" {
		t.Errorf("of the vault: %q", got)
	}
	nonce := append(make([]byte, 0, 64), "nonce"...)
	if a, b := wire.TokenBytes(nonce, marks[:1]), wire.TokenBytes(nonce, marks[1:]); string(a) == string(b) {
		t.Error("two histories share their bytes")
	}
}

// Every golden file has a body: none is left behind after a rename.
func TestGoldenIsWhole(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := bodies()
	if len(files) != len(all) {
		t.Errorf("%d golden files for %d bodies", len(files), len(all))
	}
	for _, f := range files {
		name := filepath.Base(f)
		if _, ok := all[name[:len(name)-len(".json")]]; !ok {
			t.Errorf("%s belongs to no body", name)
		}
	}
}

package syncer

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// page asks for the changes after the cursor, and again for those of the
// numbers, and believes what the service has signed for exactly this question.
func (s *Syncer) page(ctx context.Context, c *client, at cursor, again []int64) (wire.Page, wire.PageBody, error) {
	nonce := make([]byte, 16)
	rand.Read(nonce)
	asked := wire.Page{Epoch: at.Epoch, Device: c.device, Nonce: hex.EncodeToString(nonce), After: at.Seq}
	mark, _, err := s.Vault.Report(ctx)
	if err != nil {
		return wire.Page{}, wire.PageBody{}, err
	}
	q := url.Values{}
	q.Set("after", strconv.FormatInt(at.Seq, 10))
	q.Set("nonce", asked.Nonce)
	q.Set("sequence", strconv.FormatInt(mark.Sequence, 10))
	q.Set("history", base64.RawURLEncoding.EncodeToString(mark.History))
	q.Set("signature", base64.RawURLEncoding.EncodeToString(c.key.Sign(deed.DomainSequence, wire.MarkBytes(wire.Mark(mark)))))
	if at.Epoch != "" {
		q.Set("epoch", at.Epoch)
	}
	if len(again) > 0 {
		var numbers []string
		for _, n := range again {
			numbers = append(numbers, strconv.FormatInt(n, 10))
		}
		q.Set("again", strings.Join(numbers, ","))
	}
	var a wire.Changes
	if err := c.call(ctx, http.MethodGet, wire.PathChanges+"?"+q.Encode(), nil, &a); err != nil {
		return wire.Page{}, wire.PageBody{}, err
	}
	p, body, err := s.checkPage(ctx, asked, a)
	if errs.Is(err, errs.Untrusted) {
		// The service may have gone over to its next issuing key since this
		// exchange began.
		if rerr := s.refreshTrust(ctx, c); rerr != nil {
			return p, body, rerr
		}
		p, body, err = s.checkPage(ctx, asked, a)
	}
	if err == nil && p.Mark != nil {
		// Only what is signed lets this vault forget what it told before.
		err = s.Vault.Acknowledge(ctx, vault.Mark(*p.Mark))
	}
	return p, body, err
}

// checkPage believes a page that the service signed, for this clinic and workstation,
// as the answer to this question, over these bytes.
func (s *Syncer) checkPage(ctx context.Context, asked wire.Page, a wire.Changes) (wire.Page, wire.PageBody, error) {
	const op = "check changes"
	var p wire.Page
	var body wire.PageBody
	changed := func(err error) error {
		return errs.Wrap(err, errs.Untrusted, op, "What came as OSO's news is not signed by OSO, or was changed on its way. Nothing of it was taken over, and everything here is kept. Exchange again; if it happens again, telephone OSO.")
	}
	server, err := s.server(ctx)
	if err != nil {
		return p, body, err
	}
	if _, err := server.Trust.Open(a.Page, deed.DomainChanges, &p); errs.Is(err, errs.Unsupported) {
		return p, body, err
	} else if err != nil {
		return p, body, changed(err)
	}
	if p.Format != wire.FormatPage {
		return p, body, newer(op)
	}
	after := asked.After
	if asked.Epoch != "" && p.Epoch != asked.Epoch {
		after = 0
	}
	if p.Clinic != server.Clinic || p.Device != asked.Device || p.Nonce != asked.Nonce || p.After != after || p.Cursor < p.After || p.Epoch == "" ||
		p.SHA256 != seal.SHA256(a.Body) {
		return p, body, changed(errs.E(errs.Untrusted, op, "of something else"))
	}
	if json.Unmarshal(a.Body, &body) != nil {
		return p, body, newer(op)
	}
	return p, body, nil
}

// newer says that something was made by a newer version of the service.
func newer(op string) error {
	return errs.E(errs.Unsupported, op, "OSO sent something that a newer version of its program made. It is kept, and nothing was changed. Update this program.")
}

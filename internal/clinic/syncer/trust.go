package syncer

import (
	"context"
	"net/http"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// hello asks who is there and whether the two speak one version.
func (c *client) hello(ctx context.Context) (wire.Hello, error) {
	var h wire.Hello
	if err := c.call(ctx, http.MethodGet, wire.PathHello, nil, &h); err != nil {
		return h, err
	}
	switch {
	case h.ProtocolMin > wire.Protocol:
		return h, errs.E(errs.Unsupported, "exchange", "OSO has moved on to a newer version than this program's. Everything is kept here. Update this program, then exchange again.")
	case h.ProtocolMax < wire.ProtocolMin:
		return h, errs.E(errs.Unsupported, "exchange", "This program is newer than OSO's server. Everything is kept here. Exchange again in a day, or telephone OSO.")
	}
	return h, nil
}

// trust fetches the service's certificates and joins them to those that are
// known.
func (c *client) trust(ctx context.Context, known deed.Trust, now time.Time) (deed.Trust, []deed.Certificate, error) {
	var a wire.TrustAnswer
	if err := c.call(ctx, http.MethodGet, wire.PathTrust, nil, &a); err != nil {
		return known, nil, err
	}
	return join(known, a, now)
}

// join takes over what the service says its certificates are: issuing ones that the root made
// join those that are known, and receiving ones count where they are valid now.
// Nobody has signed the list: it can add nothing that the root did not sign, and
// takes nothing away.
func join(known deed.Trust, a wire.TrustAnswer, now time.Time) (deed.Trust, []deed.Certificate, error) {
	if theirs := (deed.Trust{Root: known.Root}).Join(a.Issuing); len(theirs.Issuing) == 0 {
		return known, nil, errs.E(errs.Untrusted, "check trust", "The service that answered could not prove that it is OSO. No case was sent. Check the computer's date; if it is right, telephone OSO.")
	}
	t := known.Join(a.Issuing)
	var receiving []deed.Certificate
	for _, cert := range a.Receiving {
		b, err := t.Check(cert, now)
		if err == nil && b.Role == deed.RoleReceiving && len(b.OpeningKey) > 0 {
			receiving = append(receiving, cert)
		}
	}
	return t, receiving, nil
}

// refreshTrust takes over new issuing and receiving certificates, which the
// service changes yearly, and its telephone numbers. The root never changes
// this way. It needs no sign-in: a workstation that was off for long has to know the
// keys of today before it can believe anything.
func (s *Syncer) refreshTrust(ctx context.Context, c *client) error {
	var answer wire.TrustAnswer
	came := make(chan error, 1)
	go func() { came <- c.call(ctx, http.MethodGet, wire.PathTrust, nil, &answer) }() // both at once: each takes a round trip
	hello, err := c.hello(ctx)
	if terr := <-came; err == nil {
		err = terr
	}
	if err != nil {
		return err
	}
	server, err := s.server(ctx)
	if err != nil {
		return err
	}
	trust, receiving, err := join(server.Trust, answer, s.Now())
	if err != nil {
		return err
	}
	return s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Server](tx, casebook.KindServer, casebook.ServerID)
		if err != nil {
			return err
		}
		row.Value.Trust, row.Value.Receiving, row.Value.Service = trust, receiving, hello.Service
		_, err = casebook.Put(tx, casebook.KindServer, row)
		return err
	})
}

// connect prepares an enrolled workstation's client.
func (s *Syncer) connect(ctx context.Context) (*client, error) {
	server, err := s.server(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.newClient(server.URL, server.TLS)
	if err != nil {
		return nil, err
	}
	if c.key, err = s.Vault.DeviceKey(ctx); err != nil {
		return nil, err
	}
	c.device = server.Device
	return c, nil
}

// trusted verifies something that the service signed, with what the vault knows
// of the service's keys. The service may have gone over to its next issuing key
// since this exchange began: then they are fetched once more.
func (c *client) trusted(ctx context.Context, signed seal.Signed, d seal.Domain, v deed.Dated) (casebook.Server, error) {
	server, err := c.s.server(ctx)
	if err != nil {
		return server, err
	}
	if _, err = server.Trust.Open(signed, d, v); !errs.Is(err, errs.Untrusted) || c.s.refreshTrust(ctx, c) != nil {
		return server, err
	}
	if server, err = c.s.server(ctx); err != nil {
		return server, err
	}
	_, err = server.Trust.Open(signed, d, v)
	return server, err
}

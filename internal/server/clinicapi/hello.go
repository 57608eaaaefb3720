package clinicapi

import (
	"context"

	"oso/internal/deed"
	"oso/internal/server/brand"
	"oso/internal/wire"
)

func (a *API) hello(ctx context.Context, _ *struct{}) (*answer[wire.Hello], error) {
	b, err := brand.Now(ctx, a.db.Q(), a.service)
	if err != nil {
		return nil, err
	}
	return &answer[wire.Hello]{wire.Hello{
		ProtocolMin: wire.ProtocolMin, ProtocolMax: wire.Protocol,
		Service: b.Service(), Demonstration: a.demonstration, Time: a.now().UTC(),
	}}, nil
}

func (a *API) trust(_ context.Context, _ *struct{}) (*answer[wire.TrustAnswer], error) {
	return &answer[wire.TrustAnswer]{wire.TrustAnswer{
		Issuing:   append([]deed.Certificate{}, a.keys.Trust().Issuing...),
		Receiving: append([]deed.Certificate{}, a.keys.Receiving()...),
	}}, nil
}

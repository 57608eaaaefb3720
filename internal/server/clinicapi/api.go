package clinicapi

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"oso/internal/errs"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// Config is what the door works with.
type Config struct {
	DB      *db.DB
	Blobs   blob.Store
	Records *chart.Store
	Keys    *keys.Ring
	Flow    *workflow.Flow
	Enqueue db.Enqueue
	Service wire.Service
	Office  *time.Location // whose days are told where a clinic has no clocks of its own; nil: UTC
	Quota   Quota          // of what is not whole yet
	// Takes tells whether the service's disk takes so many bytes more; nil: it
	// does.
	Takes         func(bytes int64) (bool, error)
	Demonstration bool
	Now           func() time.Time
	Log           *slog.Logger
}

// API is the door. It is an http.Handler and has nothing to close.
type API struct {
	db            *db.DB
	blobs         blob.Store
	records       *chart.Store
	keys          *keys.Ring
	flow          *workflow.Flow
	enqueue       db.Enqueue
	service       wire.Service
	office        *time.Location
	demonstration bool
	now           func() time.Time
	log           *slog.Logger

	desks, doors, signIns *limiter
	packs                 *sync.Pool
	shelf                 *shelf
	looked                *looked
	bodies                *budget
	guests                *slots
	quota                 Quota
	takes                 func(int64) (bool, error)
	nonces                *nonces
	handler               http.Handler
	openapi               *huma.OpenAPI
}

// Limits of one workstation, of one address that has not signed in, and of one workstation
// that signs in: acts a second, and at once. Packs of one sync go up by the hundred.
const (
	deskRate, deskBurst     = 1000, 4000
	doorRate, doorBurst     = 20, 400
	signInRate, signInBurst = 1, 60
)

// New puts the door together.
func New(c Config) *API {
	a := &API{
		db: c.DB, blobs: c.Blobs, records: c.Records, keys: c.Keys, flow: c.Flow, enqueue: c.Enqueue, service: c.Service, office: c.Office,
		demonstration: c.Demonstration, now: c.Now, log: c.Log,
		desks: newLimiter(deskRate, deskBurst), doors: newLimiter(doorRate, doorBurst), signIns: newLimiter(signInRate, signInBurst), packs: newPackPool(), shelf: &shelf{db: c.DB}, looked: newLooked(), bodies: newBudget(), guests: newSlots(), quota: c.Quota.orDefault(), takes: c.Takes, nonces: newNonces(c.Keys, c.DB, c.Now()),
	}
	mux := http.NewServeMux()
	cfg := huma.DefaultConfig("OSO clinic exchange", "1")
	// What the contract adds later is optional: fields that this version does
	// not know are passed over. No pages, no schema links in answers.
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", "", nil
	cfg.Transformers = []huma.Transformer{hide}
	api := humago.New(mux, cfg)
	a.openapi = api.OpenAPI()

	reg(a, api, route{get, wire.PathHello, "Versions, names and telephone numbers", a.strangers, small}, a.hello)
	reg(a, api, route{get, wire.PathTrust, "The service's certificates", a.strangers, small}, a.trust)
	reg(a, api, route{post, wire.PathEnrol, "Redeem an enrollment code", a.strangers, small}, a.enrol)
	reg(a, api, route{post, wire.PathChallenge, "A nonce to sign", a.callers, small}, a.challenge)
	reg(a, api, route{post, wire.PathToken, "A token for the signed nonce", a.callers, small}, a.token)
	reg(a, api, route{post, wire.PathRenew, "Certificates whose ends are near, renewed", a.desksOnly, small}, a.renew)
	reg(a, api, route{post, wire.PathMissing, "Which chunks are not here", a.desksOnly, 2 << 20}, a.missing)
	reg(a, api, route{post, wire.PathVersions, "Hand over one sealed version", a.desksOnly, wire.MaxManifest/3*4 + 1<<20}, a.version)
	reg(a, api, route{get, wire.PathChanges, "What happened since a cursor", a.desksOnly, small}, a.changes)
	reg(a, api, route{post, wire.PathMessage, "What the clinic writes about a case", a.desksOnly, 256 << 10}, a.message)
	reg(a, api, route{post, wire.PathAccess, "The physician's signed opening of an opinion", a.desksOnly, small}, a.access)
	reg(a, api, route{post, wire.PathAck, "The physician's signed acknowledgement of a correction", a.desksOnly, small}, a.acknowledge)
	// Bytes go past huma, which would hold them whole in memory.
	mux.Handle("PUT "+wire.PathPack, a.signed(wire.MaxPack, a.putPack))
	mux.Handle("GET "+wire.PathOpinion, a.signed(0, a.getOpinion))
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		write(w, errs.E(errs.NotFound, "find route", "The service has nothing at this address. Nothing was changed. Update the program."))
	}))
	a.handler = a.guard(mux)
	return a
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// OpenAPI is the contract as OpenAPI 3.1, without the two routes of bytes.
func (a *API) OpenAPI() *huma.OpenAPI { return a.openapi }

const (
	get  = http.MethodGet
	post = http.MethodPost
	// small bounds the bodies that hold a few keys.
	small = 64 << 10
)

type route struct {
	method, path, summary string
	who                   func(huma.Context, func(huma.Context))
	maxBody               int64
}

// body is a request with a JSON body, answer an answer with one.
type (
	body[T any]   struct{ Body T }
	answer[T any] struct{ Body T }
)

// reg registers a route: errors leave as problems, and are noted.
func reg[I, O any](a *API, api huma.API, r route, h func(context.Context, *I) (*answer[O], error)) {
	huma.Register(api, huma.Operation{
		Method: r.method, Path: r.path, Summary: r.summary, OperationID: r.method + r.path,
		Middlewares: huma.Middlewares{r.who}, MaxBodyBytes: r.maxBody, BodyReadTimeout: bodyTimeOf(r.maxBody),
		// Handlers check what they are given; huma would repeat it in its errors.
		SkipValidateBody: true, SkipValidateParams: true,
		Responses: map[string]*huma.Response{"default": {
			Description: "RFC 9457 problem",
			Content:     map[string]*huma.MediaType{wire.ProblemType: {Schema: huma.SchemaFromType(api.OpenAPI().Components.Schemas, typeOf[wire.Problem]())}},
		}},
	}, func(ctx context.Context, in *I) (*answer[O], error) {
		out, err := h(ctx, in)
		if err != nil {
			if errs.Is(err, errs.Internal) && ctx.Err() != nil {
				err = cut(err)
			}
			a.note(ctx, err)
			return nil, problemOf(err)
		}
		return out, nil
	})
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

package casebook

import (
	"time"

	"oso/internal/wire"
)

// Outgoing is an act that waits for the line: a signed access or
// acknowledgement. KindOutbox, id random. Nothing in it opens data.
type Outgoing struct {
	Path string             `json:"path"` // filled in, below the server's URL
	Body wire.AccessRequest `json:"body"`
	At   time.Time          `json:"at"`
	// Answered is when somebody answered it last: nobody signs such an answer,
	// so the act stays until the service's sealed status names it.
	Answered *time.Time `json:"answered,omitempty"`
}

// Notice is what somebody at this workstation has to read, and says that it was read:
// a sentence without patient data. KindNotice, any id.
type Notice struct {
	At      time.Time `json:"at"`
	Message string    `json:"message"`
}

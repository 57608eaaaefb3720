package acts

import "maps"

// Reasons gives the words of the default configuration's codes.
func Reasons() map[string]string { return maps.Clone(reasonWords) }

// reasonWords are the codes of the default configuration in words. A code that an
// administrator adds is shown as it is.
var reasonWords = map[string]string{
	"not-my-patient":        "Not the doctor’s patient",
	"does-not-agree":        "The doctor does not agree",
	"other":                 "Another reason",
	"not-obtainable":        "Cannot be had",
	"not-needed":            "Not needed",
	"missing":               "Missing",
	"illegible":             "Cannot be read",
	"not-english":           "Not in English",
	"wrong-patient":         "Another patient’s",
	"wrong-person":          "Signed by the wrong person",
	"no-authority":          "No authority to sign",
	"not-signed":            "Not signed",
	"counsel-asked":         "Counsel was asked",
	"rule-found":            "The rule was looked up",
	"physician-asked":       "The physician asked",
	"finding":               "Because of a finding",
	"illness":               "Illness",
	"leave":                 "Leave",
	"left-practice":         "Left the practice",
	"outside-specialty":     "Outside my specialty",
	"no-time":               "No time",
	"conflict-of-interest":  "Conflict of interest",
	"chosen-wrongly":        "Chosen wrongly",
	"too-slow":              "No answer in time",
	"credentials":           "Credentials",
	"images-unusable":       "Images cannot be used",
	"slides-not-sent":       "Slides were not sent",
	"no-reader":             "No reader free",
	"forbidden":             "Not allowed at the place",
	"not-wanted":            "Not wanted any more",
	"question-missed":       "A question is missed",
	"unclear":               "Not clear",
	"beyond-scope":          "Beyond the scope",
	"error":                 "An error",
	"new-information":       "New information",
	"begun-by-mistake":      "Begun by mistake",
	"goodwill":              "Goodwill",
	"hardship":              "Hardship",
	"patient-asked":         "The patient asked",
	"physician-away":        "The physician is away",
	"waiting-for-counsel":   "Counsel is asked",
	"travels-instead":       "Travels instead",
	"authorization-revoked": "Authorization taken back",
	"no-specialist":         "No specialist",
	"outside-scope":         "Outside the service",
	"materials-unusable":    "Materials cannot be used",
}

package proofread

// heldOutThen are the letters that measured until 2026-11-30; their misses were read.
var heldOutThen = []vignette{
	{
		from: 33, to: 64,
		measures: [][]string{{"4 mm", "6 mm"}, {"50 mg", "100 mg"}},
		sources: []string{
			"History: Hip pain on the {S} since {my2}, in the groin and with sitting. Tramadol {m2}. Injection of the {S} hip on {d2} helped for two days. The {O} hip does not hurt.",
			"MR arthrogram: {d1}: tear of the anterior labrum of the {S} hip, {m1}. Cam deformity. Cartilage intact.",
		},
		studies: []string{"MR|d1|MR arthrogram hip"},
		letter: []string{
			"thanks: Thank you for asking me to look at the images of this {age}-year-old.",
			"history: {He} has had pain in the {S} groin since {my2}. The injection of {d2} took it away for two days, which speaks for the joint.",
			"findings: The arthrogram of {d1} shows a labral tear of {m1} and a cam deformity of the {S} hip. The cartilage is intact.",
			"assessment: With intact cartilage, a {man} of {age} does well after arthroscopy of the {S} hip. The {O} hip has the same shape, I suppose, and gives no trouble.",
			"recommendation: Arthroscopy with repair of the {S} labrum. Tramadol {m2} should be given up before.",
		},
		asked:   []string{"Arthroscopy of the {S} hip or more therapy?", "Will {he} need a new hip later?"},
		answers: []string{"Arthroscopy, as therapy was tried for long enough.", "Not soon, as long as the cartilage of the {S} hip holds."},
	},
	{
		sex: "female", from: 27, to: 52,
		measures: [][]string{{"3.8 cm", "5.1 cm"}, {"9.8 g/dL", "11.4 g/dL"}},
		sources: []string{
			"History: Flank pain on the {S} since {d2}. Known angiomyolipoma of the {S} kidney since {y4}. No tuberous sclerosis. Hemoglobin {m2}. Wants children. Mother has diabetes.",
			"CT report: {d1}: angiomyolipoma of the {S} kidney, {m1}, with an aneurysm of 6 mm inside. {OO} kidney without lesion.",
		},
		studies: []string{"CT|d1|CT kidneys"},
		letter: []string{
			"thanks: Thank you for the records of your patient, a {woman} of {age} years.",
			"history: The angiomyolipoma of the {S} kidney has been known since {y4}. {He} has had pain in the {S} flank since {d2}. {His} hemoglobin was {m2}.",
			"findings: CT of {d1}: the tumor of the {S} kidney measures {m1} and has an aneurysm within. The {O} kidney shows no lesion.",
			"assessment: The tumor is benign, but an aneurysm can bleed, above all in pregnancy. As {he} wants children, I would not wait.",
			"recommendation: Embolization of the tumor in the {S} kidney before {he} becomes pregnant. A scan in {f2} will show whether it shrinks.",
		},
		asked:   []string{"Should the tumor of the {S} kidney be treated?", "Is pregnancy safe for {him}?"},
		answers: []string{"Yes, by embolization. The {S} kidney can be kept.", "After treatment it is. {He} should wait six months."},
	},
	{
		sex: "male", from: 49, to: 73,
		measures: [][]string{{"7.2 ng/mL", "4.9 ng/mL"}, {"1.3 cm", "0.8 cm"}},
		sources: []string{
			"History: PSA {m1} in {my1}. Two negative biopsies, the last on {d3}. Urine stream weak. Brother has prostate cancer, found at age 61.",
			"MRI prostate: {d1}: lesion of {m2} in the {S} transition zone, PI-RADS 4. Peripheral zone of the {O} side: scar from biopsy.",
		},
		studies: []string{"MR|d1|MRI prostate"},
		letter: []string{
			"history: Mr. Kowalczyk, who is {age}, has had two negative biopsies, the last on {d3}. {His} PSA was {m1} in {my1}. {His} brother was found to have prostate cancer at age 61.",
			"findings: On the MRI of {d1} there is a lesion of {m2} in the {S} transition zone. The change on the {O} is a scar.",
			"assessment: Two biopsies missed what lies in front on the {S}. In a {man} of {age} with an affected brother it should be known.",
			"recommendation: A biopsy aimed at the lesion on the {S}, through the perineum. {He} need not take antibiotics for long.",
		},
		asked:   []string{"Another biopsy, or wait?", "Could the lesion on the {S} be benign?"},
		answers: []string{"Another one, aimed this time.", "It could: one in two lesions of the transition zone is. Only the needle tells {him}."},
	},
	{
		from: 18, to: 39,
		measures: [][]string{{"2.7 cm", "3.5 cm"}, {"500 mg", "750 mg"}},
		sources: []string{
			"History: Fits since {y4}, smells burnt rubber, then stares. Levetiracetam {m2} twice daily, valproate before. Last fit {d2}. {OO}-handed.",
			"MRI: {d1}: {S} hippocampus small and bright. Cyst of {m1} in the {O} middle fossa, incidental.",
			"EEG: {d2}: spikes over the {S} temporal lobe.",
		},
		studies: []string{"MR|d1|MRI brain epilepsy"},
		letter: []string{
			"complaint: Seizures since {y4} in spite of two drugs, the last on {d2}.",
			"findings: The MRI of {d1} shows a small and bright {S} hippocampus. The cyst of {m1} in the {O} middle fossa is a chance finding. The EEG of {d2} has spikes over the {S} temporal lobe.",
			"assessment: All of it points to the {S} temporal lobe. At {age} {he} has much to gain: two in three are free of seizures after surgery.",
			"recommendation: {SS} temporal lobectomy after a test of memory and speech. Levetiracetam {m2} twice daily goes on for two years. {He} must not drive.",
		},
		asked:   []string{"Is surgery on the {S} temporal lobe right?", "Does the cyst matter?"},
		answers: []string{"Yes. The {S} hippocampus is the source.", "No. {He} was born with it."},
	},
	{
		from: 66, to: 87,
		measures: [][]string{{"14 mm", "10 mm"}, {"20 mg", "15 mg"}},
		sources: []string{
			"History: Stroke of the {O} hemisphere in {y4}, well recovered. Now fell on {d2}. Anticoagulant rivaroxaban {m2}. Walks with a stick. Wife takes care of the pills.",
			"CT head: {d1}: chronic subdural hematoma on the {S}, {m1}, midline shift 4 mm. Old infarct in the {O} hemisphere.",
		},
		studies: []string{"CT|d1|CT head"},
		letter: []string{
			"thanks: Thank you for calling about this {age}-year-old after a fall on {d2}.",
			"findings: The CT of {d1} shows a chronic subdural hematoma of {m1} on the {S}. The infarct of the {O} hemisphere is old; the stroke was in {y4}.",
			"assessment: The hematoma on the {S} pushes the midline by 4 mm. In a {man} of {age} who still walks I would drain it.",
			"recommendation: One burr hole on the {S}. Rivaroxaban {m2} must be stopped for four weeks. {He} should be watched for a day.",
		},
		asked:   []string{"Drain the {S} subdural hematoma?", "When may rivaroxaban be given again?"},
		answers: []string{"Yes, by one burr hole. The {S} side will not clear by itself at {m1}.", "After four weeks, if the scan is clean. {His} old stroke is the reason to give it at all."},
	},
	{
		from: 38, to: 70,
		measures: [][]string{{"5 cm", "3 cm"}, {"175 µg", "125 µg"}},
		sources: []string{
			"History: Swelling in front of the {S} ear since {my2}, grows. No pain. Levothyroxine {m2} since {y4}. Needle on {d2}: pleomorphic adenoma.",
			"MRI: {d1}: mass of the {S} parotid gland, {m1}, superficial lobe. {OO} parotid normal. Lymph nodes small on both sides.",
		},
		studies: []string{"MR|d1|MRI neck"},
		letter: []string{
			"history: {He} noticed a swelling in front of the {S} ear in {my2}. The needle of {d2} found a pleomorphic adenoma. Levothyroxine {m2} has been taken since {y4}.",
			"findings: The MRI of {d1} shows a mass of {m1} in the superficial lobe of the {S} parotid gland. The {O} parotid gland is normal.",
			"assessment: A benign tumor that grows and that may turn malignant after many years. A {man} of {age} should have it removed.",
			"recommendation: Superficial parotidectomy on the {S}, with watching of the facial nerve. {He} should know that the skin will be numb.",
		},
		asked:   []string{"Remove the tumor of the {S} parotid gland?", "How high is the risk to the facial nerve?"},
		answers: []string{"Yes, with a rim of gland around it.", "One in fifty has a lasting weakness. I would tell {him} so."},
	},
}

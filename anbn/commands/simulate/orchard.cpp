// SPDX-License-Identifier: Apache-2.0
// A story written for anbn and tagged by hand with universal parts of speech.
#include "anbn/commands/simulate/stories.h"

namespace anbn {

extern const SpokenStory kOrchardStory = {"orchard", "The Orchard", R"(
Every/DET October,/PROPN before/ADP the/DET first/ADJ frost,/NOUN Miss/PROPN Adaeze/PROPN
Pell/PROPN climbed/VERB onto/ADP a/DET wooden/ADJ box/NOUN at/ADP the/DET gate/NOUN of/ADP her/PRON
orchard/NOUN and/CCONJ read/VERB the/DET rules./NOUN There/PRON were/VERB four/NUM of/ADP
them./PRON Nobody/PRON may/AUX pick/VERB alone./ADV Nobody/PRON may/AUX pick/VERB from/ADP the/DET
tree/NOUN by/ADP the/DET well./NOUN Whatever/PRON falls/VERB is/AUX free./ADJ And/CCONJ
whoever/PRON finds/VERB the/DET yellow/ADJ apple/NOUN must/AUX bring/VERB it/PRON straight/ADV
to/ADP her,/PRON uneaten,/ADJ however/ADV hungry/ADJ they/PRON are./AUX

“What’s/PRON so/ADV special/ADJ about/ADP it?”/PRON a/DET new/ADJ boy/NOUN called/VERB from/ADP
the/DET back./NOUN His/PRON name/NOUN was/AUX Tomas;/PROPN he/PRON had/AUX moved/VERB to/ADP
the/DET valley/NOUN in/ADP August,/PROPN and/CCONJ he/PRON hadn’t/AUX yet/ADV learned/VERB
what/PRON people/NOUN here/ADV did/AUX not/PART ask./VERB

Miss/PROPN Pell/PROPN looked/VERB at/ADP him/PRON over/ADP her/PRON glasses/NOUN for/ADP a/DET
whole/ADJ minute./NOUN “If/SCONJ you/PRON find/VERB it,”/PRON she/PRON said,/VERB “you/PRON may/AUX
ask/VERB me/PRON that/PRON again.”/ADV

The/DET children/NOUN ran./VERB By/ADP noon/NOUN they/PRON had/AUX filled/VERB nineteen/NUM
crates/NOUN with/ADP red/ADJ apples,/NOUN brown/ADJ apples/NOUN and/CCONJ small/ADJ green/ADJ
ones/NOUN that/PRON were/AUX only/ADV good/ADJ for/ADP vinegar./NOUN Their/PRON hands/NOUN were/AUX
sticky,/ADJ their/PRON hair/NOUN was/AUX full/ADJ of/ADP leaves,/NOUN and/CCONJ somebody/PRON
had/AUX already/ADV been/AUX stung./VERB Tomas/PROPN worked/VERB with/ADP a/DET tall/ADJ girl/NOUN
called/VERB Ruth,/PROPN who/PRON climbed/VERB like/ADP a/DET squirrel/NOUN and/CCONJ never/ADV
stopped/VERB talking./VERB

“My/PRON brother/NOUN says/VERB there/PRON isn’t/VERB any/DET yellow/ADJ apple,”/NOUN she/PRON
told/VERB him,/PRON hanging/VERB by/ADP her/PRON knees./NOUN “He/PRON says/VERB she/PRON
invented/VERB it,/PRON because/SCONJ we/PRON will/AUX search/VERB every/DET branch.”/NOUN

“Does/AUX it/PRON work?”/VERB

“Look/VERB at/ADP the/DET crates!”/NOUN

But/CCONJ Tomas/PROPN wasn’t/AUX looking/VERB at/ADP the/DET crates./NOUN He/PRON was/AUX
looking/VERB at/ADP the/DET tree/NOUN by/ADP the/DET well,/NOUN the/DET one/NOUN they/PRON were/AUX
forbidden/VERB to/PART touch./VERB It/PRON was/AUX old/ADJ and/CCONJ crooked,/ADJ and/CCONJ it/PRON
carried/VERB no/DET fruit;/NOUN or/CCONJ almost/ADV none./PRON There,/ADV on/ADP the/DET lowest/ADJ
twig,/NOUN so/ADV low/ADJ that/SCONJ a/DET small/ADJ child/NOUN could/AUX have/AUX reached/VERB
it,/PRON something/PRON shone/VERB like/ADP a/DET lamp/NOUN in/ADP a/DET window./NOUN

He/PRON walked/VERB towards/ADP it/PRON slowly./ADV Should/AUX he/PRON shout?/VERB Should/AUX
he/PRON run?/VERB One/NUM rule/NOUN told/VERB him/PRON to/PART bring/VERB the/DET apple,/NOUN
and/CCONJ another/DET told/VERB him/PRON not/PART to/PART pick/VERB it./PRON He/PRON stood/VERB
there/ADV so/ADV long/ADV that/SCONJ a/DET wasp/NOUN landed/VERB on/ADP his/PRON sleeve,/NOUN
washed/VERB its/PRON face/NOUN and/CCONJ left./VERB Then/ADV he/PRON sat/VERB in/ADP the/DET
cold/ADJ grass,/NOUN folded/VERB his/PRON arms/NOUN and/CCONJ waited./VERB

The/DET sun/NOUN sank/VERB behind/ADP the/DET hill./NOUN The/DET others/NOUN went/VERB home,/ADV
two/NUM by/ADP two,/NUM with/ADP bulging/VERB pockets./NOUN It/PRON grew/VERB dark;/ADJ it/PRON
grew/VERB very/ADV cold./ADJ At/ADP last/ADJ he/PRON heard/VERB a/DET soft/ADJ sound,/NOUN
softer/ADJ than/ADP a/DET footstep,/NOUN and/CCONJ the/DET apple/NOUN lay/VERB between/ADP his/PRON
shoes./NOUN

Miss/PROPN Pell/PROPN was/AUX locking/VERB the/DET gate/NOUN when/ADV he/PRON came./VERB She/PRON
took/VERB the/DET apple,/NOUN turned/VERB it/PRON twice/ADV and/CCONJ cut/VERB it/PRON in/ADP
half/NOUN with/ADP a/DET knife/NOUN from/ADP her/PRON apron./NOUN

“Eleven/NUM years,”/NOUN she/PRON said./VERB “They/PRON always/ADV pick/VERB it,/PRON or/CCONJ
they/PRON always/ADV leave./VERB Now/ADV ask.”/VERB

“What’s/PRON so/ADV special/ADJ about/ADP it?”/PRON

“Oh,/INTJ nothing,”/PRON said/VERB Miss/PROPN Pell,/PROPN and/CCONJ gave/VERB him/PRON the/DET
bigger/ADJ half./NOUN “It’s/PRON rather/ADV sour./ADJ But/CCONJ an/DET orchard/NOUN needs/VERB
somebody/PRON who/PRON can/AUX wait,/VERB and/CCONJ I’m/PRON seventy-four.”/NUM She/PRON
dropped/VERB a/DET heavy/ADJ iron/NOUN key/NOUN into/ADP his/PRON hand./NOUN “Be/AUX here/ADV
at/ADP six/NUM tomorrow./NOUN Bring/VERB gloves.”/NOUN
)"};

}  // namespace anbn

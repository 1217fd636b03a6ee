// SPDX-License-Identifier: Apache-2.0
// A story written for anbn and tagged by hand with universal parts of speech.
#include "anbn/commands/simulate/stories.h"

namespace anbn {

extern const SpokenStory kLighthouseStory = {"lighthouse", "The Lighthouse", R"(
My/PRON grandfather/NOUN kept/VERB the/DET light/NOUN at/ADP Carrow/PROPN Point/PROPN for/ADP
thirty-one/NUM years,/NOUN and/CCONJ in/ADP all/DET that/DET time/NOUN he/PRON missed/VERB one/NUM
night./NOUN He/PRON told/VERB me/PRON about/ADP it/PRON only/ADV once,/ADV when/ADV I/PRON was/AUX
nine,/NUM while/SCONJ we/PRON were/AUX mending/VERB a/DET net/NOUN on/ADP the/DET kitchen/NOUN
floor./NOUN

“It/PRON was/AUX the/DET winter/NOUN your/PRON mother/NOUN was/AUX born,”/VERB he/PRON said./VERB
“The/DET ferry/NOUN had/AUX stopped,/VERB the/DET telephone/NOUN was/AUX dead,/ADJ and/CCONJ I/PRON
had/VERB forty/NUM gallons/NOUN of/ADP oil,/NOUN a/DET sick/ADJ dog/NOUN and/CCONJ a/DET wife/NOUN
who/PRON wanted/VERB pears.”/NOUN

“Pears?”/NOUN I/PRON asked./VERB “In/ADP winter?”/NOUN

“Pears,/NOUN in/ADP winter./NOUN You/PRON did/AUX not/PART argue/VERB with/ADP your/PRON
grandmother.”/NOUN

So/ADV he/PRON went./VERB He/PRON lit/VERB the/DET lamp/NOUN at/ADP four,/NUM wound/VERB the/DET
clockwork/NOUN and/CCONJ rowed/VERB across/ADP the/DET sound/NOUN in/ADP a/DET boat/NOUN that/PRON
leaked/VERB badly/ADV at/ADP the/DET stern./NOUN The/DET sea/NOUN was/AUX flat/ADJ and/CCONJ
grey,/ADJ like/ADP a/DET plate/NOUN nobody/PRON had/AUX washed./VERB On/ADP the/DET other/ADJ
side/NOUN he/PRON walked/VERB two/NUM miles/NOUN to/ADP the/DET village,/NOUN knocked/VERB on/ADP
the/DET grocer’s/NOUN door/NOUN and/CCONJ bought/VERB the/DET last/ADJ six/NUM pears/NOUN in/ADP
a/DET paper/NOUN bag./NOUN Then/ADV the/DET fog/NOUN came./VERB

He/PRON had/AUX never/ADV seen/VERB anything/PRON so/ADV thick./ADJ It/PRON swallowed/VERB the/DET
road,/NOUN the/DET harbor,/NOUN his/PRON own/ADJ boots./NOUN He/PRON could/AUX hear/VERB the/DET
bell/NOUN on/ADP the/DET buoy,/NOUN but/CCONJ it/PRON seemed/VERB to/PART ring/VERB from/ADP
every/DET side;/NOUN and/CCONJ the/DET clockwork,/NOUN he/PRON knew,/VERB would/AUX run/VERB
for/ADP exactly/ADV five/NUM hours./NOUN At/ADP nine/NUM the/DET lamp/NOUN would/AUX stop/VERB
turning./VERB A/DET ship/NOUN that/PRON saw/VERB a/DET fixed/ADJ light/NOUN there/ADV would/AUX
take/VERB it/PRON for/ADP the/DET harbor/NOUN at/ADP Dunmore,/PROPN and/CCONJ would/AUX steer/VERB
straight/ADV onto/ADP the/DET rocks./NOUN

“What/PRON did/AUX you/PRON do?”/VERB I/PRON whispered./VERB

“I/PRON did/VERB something/PRON stupid./ADJ I/PRON rowed.”/VERB

He/PRON rowed/VERB with/ADP his/PRON eyes/NOUN shut,/ADJ because/SCONJ open/ADJ eyes,/NOUN he/PRON
said,/VERB only/ADV told/VERB him/PRON lies./NOUN He/PRON kept/VERB the/DET wind/NOUN on/ADP his/PRON
left/ADJ cheek/NOUN and/CCONJ counted/VERB the/DET strokes/NOUN aloud:/ADV eight/NUM hundred/NUM
to/ADP the/DET bar,/NOUN four/NUM hundred/NUM to/ADP the/DET steps./NOUN At/ADP eleven/NUM
hundred/NUM he/PRON stopped/VERB and/CCONJ listened./VERB Nothing!/PRON No/DET surf,/NOUN no/DET
bell,/NOUN not/PART even/ADV a/DET gull./NOUN Then,/ADV very/ADV faintly,/ADV somewhere/ADV
above/ADP him,/PRON a/DET dog/NOUN began/VERB to/PART bark./VERB

My/PRON grandfather/NOUN laid/VERB the/DET net/NOUN aside./ADV “That/DET dog/NOUN had/AUX not/PART
stood/VERB for/ADP a/DET week,”/NOUN he/PRON said/VERB quietly./ADV “Your/PRON grandmother/NOUN
carried/VERB him/PRON outside,/ADV wrapped/VERB in/ADP her/PRON good/ADJ coat,/NOUN and/CCONJ
whenever/ADV he/PRON stopped/VERB she/PRON shouted/VERB at/ADP him/PRON until/SCONJ he/PRON
barked/VERB again./ADV She/PRON wasn’t/AUX a/DET woman/NOUN who/PRON liked/VERB dogs.”/NOUN

He/PRON turned/VERB the/DET boat/NOUN and/CCONJ followed/VERB the/DET noise./NOUN When/ADV he/PRON
reached/VERB the/DET lantern/NOUN room/NOUN it/PRON was/AUX twenty/NUM past/ADP nine,/NUM and/CCONJ
the/DET lamp/NOUN had/AUX been/AUX standing/VERB still/ADV for/ADP twenty/NUM minutes./NOUN He/PRON
wound/VERB it/PRON with/ADP both/DET hands./NOUN No/DET ship/NOUN had/AUX passed;/VERB or/CCONJ
if/SCONJ one/PRON had,/AUX it/PRON never/ADV complained./VERB

“And/CCONJ the/DET pears?”/NOUN I/PRON asked./VERB

He/PRON laughed/VERB until/SCONJ he/PRON coughed./VERB “She/PRON ate/VERB three/NUM of/ADP them/PRON
in/ADP the/DET dark,/NOUN with/ADP her/PRON hat/NOUN on,/ADV and/CCONJ gave/VERB one/NUM to/ADP
the/DET dog./NOUN I/PRON got/VERB the/DET core.”/NOUN

“That/PRON makes/VERB four,”/NUM I/PRON said./VERB “There/PRON were/VERB six.”/NUM

“Well,”/INTJ he/PRON answered,/VERB and/CCONJ took/VERB the/DET net/NOUN again,/ADV “your/PRON
mother/NOUN has/AUX always/ADV liked/VERB pears,/NOUN hasn’t/AUX she?/PRON Perhaps/ADV she/PRON
remembers.”/VERB
)"};

}  // namespace anbn

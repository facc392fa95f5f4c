"""English words that products are named after, and that ads also use in their plain sense."""

from __future__ import annotations

_WORDS = """
access accord action actor air alert amber ambition amplitude anchor apex arc arena ash aspect aspire
assembly asset astro atlas atom attic aurora axis backbone bamboo bard base basecamp basic beacon beam
beautiful bee bench benefits blender blue bolt boost boot brackets brave breeze bridge brief bright bubble
buffer builder bulk button cable cactus caddy calm camel camp canary candle canvas capture cascade case
catch cedar chain chalk champion channel charm chart chef childcare circle clarity clean clear click cloud
clover coach cobalt cobra coda codex comet compact compass compose composer concord concrete conductor
connect console consul contour copper coral core craft crate crow crystal cube current custom cycle dagger
daisy dart dash deck delta desk diamond digest director discord discover dispatch doctrine dojo domain dot
draft dragon drift drill drone duet eagle ease echo edge elastic elements embark engage envoy epic equity
essence ether events evolve excel explore express falcon fast fathom feather fire fish flame flash flask
flex flora flow fluent flux focus force forge form fortress foundry fountain frame framer freedom front
frost fusion gain galaxy garden gate gauge gear gem genesis ghost glue gong grasp grasshopper gravity green
grid ground guard guide hack harbor harmony harness harvest haven hawk hazel heap helm hero hexagon hint
hive horizon house hub hue hydra ideal igloo ignite imagine impact impulse index infinity inform ink insight
inspector inspire integrity intercom ion iron ivy jade jasper jump karma keel keen kettle keynote kite
lambda lance lark lattice launch layer lean leap ledger lemon lens level lever lift light lighthouse
lightning lime linear link live loader locust logic loom loop lotus lucid lumen luminous macro magic magnet
magnolia make mango mantis map maple marathon mark markup match mate material maya maze meld mercury mesh
meteor metric micro mint mirage mirror mission mobile mocha mode module monday mosaic motion mule mustang
narrative native navigator nest neuron next nexus nimble node noise nomad notion nova nuclear number numbers
oak oasis object ocean octopus office olive onyx open optimum option orbit orchid origin outline outlook
outreach oxygen page pages palette panther paradox parasol parcel particle path patterns peak pearl pen
people phantom phoenix pig pilot pipe pitch pivot pixel plan planner plasma play plot plus point polish
polymer pony port portal post power practice prefect premiere present press presto prime primer print prism
probe processing prompt proof proton proxy pulse pump pure quantum query quest quick quill quiver race radar
radiant rally rank rave raven ray razor react ready realm reason rebus recruit refine reflect reflex relate
relativity relay remedy render replicate requests resolve rest reveal review revive rhino ride ripple rise
river robot rock rocket root rover ruby rust saddle safe saga sage salt saturn scan scheme score scout
scratch scribe scroll search securities select sense sentry sequel serenity serve session shadow shape sharp
shell shield shift shiny ship sigma sign signal silk sim simple siren sketch slack slate slick slim smart
smile smoke snap solar solid source spa spark spectrum spider spine splash spread spring sprint sprints
sprout square stable stack stage star stash station steam steel stencil step stitch stone store storm stream
stretch stride stripe structure studio style sublime sugar summit sun super support sure surf surge survey
sway swift swing symphony sync system table tag tale talent tally tapestry target task team teams temple
tempo tent terra text thread thrift thunder tide tiger time titan together tool topaz torch total touch tour
tower trace track trade trail train transform travel tree trend trigger trove trust try tube tulip turbo
turn twig twin twist union unity unreal value vantage vault vector velocity vertex verve vest vibe view
village vine vision vista visual vital voice volt volume vortex walk wall ward watch water wave wax weather
weave web west whale whisper wicket wild wind window wing wire wish wonder wood word work world write yarn
yield zephyr zone zoom
"""

PLAIN_NAMES = frozenset(_WORDS.split())
"""Lower case. Names that are never anything else in an ad (Docker, Python, Jira) are not among them."""

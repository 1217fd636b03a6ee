# Scans of three listeners, networks by each method.
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
same dbn run study.toml
sed '/^method = "dbn"/,$d' study.toml > ica.toml
printf 'method = "ica"\ncomponents = 3\n' >> ica.toml
same ica run ica.toml
sed 's/^epochs = 4$/&\npreset = "tuned"\nseeds = 2\nheld_out = 1/' study.toml > tuned.toml
same tuned run tuned.toml

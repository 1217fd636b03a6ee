# The outsider's simulated scans (tests/outsider/volumes.sh): plain, hard, and each kind of time course.
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
outsider="$ANBN_SOURCE_DIR/tests/outsider"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/study"
/usr/bin/python3 -c 'import pathlib, study; study.small_model(pathlib.Path("model"), layers=3, heads=3)'
/usr/bin/python3 "$outsider/random_model.py" model
same study simulate --model model --stories lighthouse --listeners 3 --networks 5 --driven 2 --permutations 300
mv study.after study
sed -i '/^\[networks\]/,/^$/d' study/study.toml
cp study/study.toml plain.toml
printf '\n[networks]\nmethod = "dbn"\nunits = [12, 8, 5]\nepochs = 3\nlearning_rate = [0.01, 0.005, 0.005]\n' >> study/study.toml
same results run study/study.toml
networks=(networks --mask results.after/mask)
for scan in results.after/bold/lighthouse/*; do networks+=(--bold "$scan" --stories lighthouse); done
dbn=(--method dbn --units 12 --units 8 --units 5)
for kind in sigmoid linear projection dual; do same "$kind" "${networks[@]}" "${dbn[@]}" --time-course $kind --average raw --epochs 2 --first-step yes; done
same proximal "${networks[@]}" "${dbn[@]}" --l1-method proximal --l1 0.03 --learning-rate 0.05 --momentum 0.5 --time-course dual --epochs 2
same vsdbn "${networks[@]}" "${dbn[@]}" --preset vsdbn --time-course linear --epochs 2
same import "${networks[@]}" --method import --maps study/truth_maps.nii.gz
same ica "${networks[@]}" --method ica --components 4
/usr/bin/python3 "$outsider/hard_scans.py" study
same hard run study/hard.toml

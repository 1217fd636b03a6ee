// SPDX-License-Identifier: Apache-2.0
// The table of figures, in the order of anbn/report/numbers/figures/list.cpp; behind them those that only some studies have (networks found in volumes, `[encoding]`). A new kind is a file and two lines here.
import { encoding } from "./encoding.js";
import type { FigureKind } from "./figure.js";
import { lags } from "./lags.js";
import { layerAnchored } from "./layer_anchored.js";
import { layerExcess } from "./layer_excess.js";
import { layerHealth } from "./layer_health.js";
import { layerMeans } from "./layer_means.js";
import { layerShares } from "./layer_shares.js";
import { networkAnchors } from "./network_anchors.js";
import { networkCourse } from "./network_course.js";
import { networkCorrelations } from "./network_correlations.js";
import { neuronCorrelations } from "./neuron_correlations.js";

export const kFigureKinds: FigureKind[] = [
  neuronCorrelations,
  layerMeans,
  layerShares,
  layerExcess,
  networkCorrelations,
  layerAnchored,
  networkAnchors,
  lags,
  networkCourse,
  layerHealth,
  encoding,
];

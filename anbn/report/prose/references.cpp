// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/prose/references.h"

namespace anbn::references {

const Reference kCoupling = {"Liu et al. 2023", R"(@inproceedings{liu2023coupling,
  author    = {Liu, Xu and Zhou, Mengyue and Shi, Gaosheng and Du, Yu and Zhao, Lin and Wu, Zihao and Liu, David and Liu, Tianming and Hu, Xintao},
  title     = {Coupling Artificial Neurons in {BERT} and Biological Neurons in the Human Brain},
  booktitle = {Proceedings of the AAAI Conference on Artificial Intelligence},
  year      = {2023}
}
)"};
const Reference kBert = {"Devlin et al. 2019", R"(@inproceedings{devlin2019bert,
  author    = {Devlin, Jacob and Chang, Ming-Wei and Lee, Kenton and Toutanova, Kristina},
  title     = {{BERT}: Pre-training of Deep Bidirectional Transformers for Language Understanding},
  booktitle = {Proceedings of NAACL-HLT},
  year      = {2019}
}
)"};
const Reference kDeepBelief = {"Hinton et al. 2006", R"(@article{hinton2006fast,
  author  = {Hinton, Geoffrey E. and Osindero, Simon and Teh, Yee-Whye},
  title   = {A Fast Learning Algorithm for Deep Belief Nets},
  journal = {Neural Computation},
  volume  = {18},
  number  = {7},
  pages   = {1527--1554},
  year    = {2006}
}
)"};
const Reference kFastIca = {"Hyv\u00e4rinen 1999", R"(@article{hyvarinen1999fast,
  author  = {Hyv{\"a}rinen, Aapo},
  title   = {Fast and Robust Fixed-Point Algorithms for Independent Component Analysis},
  journal = {IEEE Transactions on Neural Networks},
  volume  = {10},
  number  = {3},
  pages   = {626--634},
  year    = {1999}
}
)"};
const Reference kDualRegression = {"Nickerson et al. 2017", R"(@article{nickerson2017using,
  author  = {Nickerson, Lisa D. and Smith, Stephen M. and {\"O}ng{\"u}r, D{\"o}st and Beckmann, Christian F.},
  title   = {Using Dual Regression to Investigate Network Shape and Amplitude in Functional Connectivity Analyses},
  journal = {Frontiers in Neuroscience},
  volume  = {11},
  pages   = {115},
  year    = {2017}
}
)"};
const Reference kHrf = {"Friston et al. 1998", R"(@article{friston1998event,
  author  = {Friston, Karl J. and Fletcher, Paul and Josephs, Oliver and Holmes, Andrew and Rugg, Michael D. and Turner, Robert},
  title   = {Event-Related {fMRI}: Characterizing Differential Responses},
  journal = {NeuroImage},
  volume  = {7},
  number  = {1},
  pages   = {30--40},
  year    = {1998}
}
)"};
const Reference kSurrogates = {"Theiler et al. 1992", R"(@article{theiler1992testing,
  author  = {Theiler, James and Eubank, Stephen and Longtin, Andr{\'e} and Galdrikian, Bryan and Farmer, J. Doyne},
  title   = {Testing for Nonlinearity in Time Series: The Method of Surrogate Data},
  journal = {Physica D},
  volume  = {58},
  pages   = {77--94},
  year    = {1992}
}
)"};
const Reference kPhases = {"Prichard and Theiler 1994", R"(@article{prichard1994generating,
  author  = {Prichard, Dean and Theiler, James},
  title   = {Generating Surrogate Data for Time Series with Several Simultaneously Measured Variables},
  journal = {Physical Review Letters},
  volume  = {73},
  number  = {7},
  pages   = {951--954},
  year    = {1994}
}
)"};
const Reference kStepDown = {"Westfall and Young 1993", R"(@book{westfall1993resampling,
  author    = {Westfall, Peter H. and Young, S. Stanley},
  title     = {Resampling-Based Multiple Testing: Examples and Methods for p-Value Adjustment},
  publisher = {Wiley},
  year      = {1993}
}
)"};
const Reference kNeverZero = {"Phipson and Smyth 2010", R"(@article{phipson2010permutation,
  author  = {Phipson, Belinda and Smyth, Gordon K.},
  title   = {Permutation P-values Should Never Be Zero: Calculating Exact P-values When Permutations Are Randomly Drawn},
  journal = {Statistical Applications in Genetics and Molecular Biology},
  volume  = {9},
  number  = {1},
  pages   = {39},
  year    = {2010}
}
)"};
const Reference kFalseDiscovery = {"Benjamini and Hochberg 1995",
                                   R"(@article{benjamini1995controlling,
  author  = {Benjamini, Yoav and Hochberg, Yosef},
  title   = {Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple Testing},
  journal = {Journal of the Royal Statistical Society: Series B},
  volume  = {57},
  number  = {1},
  pages   = {289--300},
  year    = {1995}
}
)"};
const Reference kFreedmanLane = {"Freedman and Lane 1983", R"(@article{freedman1983nonstochastic,
  author  = {Freedman, David and Lane, David},
  title   = {A Nonstochastic Interpretation of Reported Significance Levels},
  journal = {Journal of Business and Economic Statistics},
  volume  = {1},
  number  = {4},
  pages   = {292--298},
  year    = {1983}
}
)"};

}  // namespace anbn::references

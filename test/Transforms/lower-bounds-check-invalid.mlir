// RUN: lookupffn-opt %s --lookupffn-lower-bounds-check --verify-diagnostics --split-input-file

// check_codes reads codes as signed; an i8 code of 200 would be refused.
func.func @narrow(%code: tensor<?x3xi8>, %o: tensor<?x8xf32>,
                  %b: tensor<200x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  // expected-error @+1 {{under bounds = check expects codes of i32 or i64, but got 'i8'; widen the input, or use bounds = clamp}}
  %0 = lookupffn.lookup tables(%b : tensor<200x8xf32>)
    code(%code : tensor<?x3xi8>) outs(%o : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

func.func @computed(%z: tensor<?x3x4xf32>, %c: tensor<?x3xi32>,
                    %s: tensor<?x3xf32>, %o: tensor<?x8xf32>,
                    %b: tensor<9x8xf32> {lookupffn.weight = "b"})
    -> tensor<?x8xf32> {
  %code, %score = lookupffn.hash input(%z : tensor<?x3x4xf32>)
    outs(%c, %s : tensor<?x3xi32>, tensor<?x3xf32>)
    compare = ogt bit_order = msb score = one
    -> tensor<?x3xi32>, tensor<?x3xf32>
  // expected-error @+1 {{under bounds = check expects code to be an input of the entry point, so that it can be checked before the first store; use bounds = clamp for computed codes}}
  %0 = lookupffn.lookup tables(%b : tensor<9x8xf32>)
    code(%code : tensor<?x3xi32>) outs(%o : tensor<?x8xf32>) bounds = check
    -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

// expected-error @+1 {{is an entry point and expects argument #0 to be a ranked tensor, but got 'f32'}}
func.func @scalar(%x: f32) -> f32 {
  return %x : f32
}

// -----

// expected-error @+1 {{is an entry point and expects at most 256 arguments, the most that a status can tell apart, but has 257}}
func.func @many(%a0: tensor<?x8xf32>, %a1: tensor<?x8xf32>, %a2: tensor<?x8xf32>, %a3: tensor<?x8xf32>, %a4: tensor<?x8xf32>, %a5: tensor<?x8xf32>, %a6: tensor<?x8xf32>, %a7: tensor<?x8xf32>, %a8: tensor<?x8xf32>, %a9: tensor<?x8xf32>, %a10: tensor<?x8xf32>, %a11: tensor<?x8xf32>, %a12: tensor<?x8xf32>, %a13: tensor<?x8xf32>, %a14: tensor<?x8xf32>, %a15: tensor<?x8xf32>, %a16: tensor<?x8xf32>, %a17: tensor<?x8xf32>, %a18: tensor<?x8xf32>, %a19: tensor<?x8xf32>, %a20: tensor<?x8xf32>, %a21: tensor<?x8xf32>, %a22: tensor<?x8xf32>, %a23: tensor<?x8xf32>, %a24: tensor<?x8xf32>, %a25: tensor<?x8xf32>, %a26: tensor<?x8xf32>, %a27: tensor<?x8xf32>, %a28: tensor<?x8xf32>, %a29: tensor<?x8xf32>, %a30: tensor<?x8xf32>, %a31: tensor<?x8xf32>, %a32: tensor<?x8xf32>, %a33: tensor<?x8xf32>, %a34: tensor<?x8xf32>, %a35: tensor<?x8xf32>, %a36: tensor<?x8xf32>, %a37: tensor<?x8xf32>, %a38: tensor<?x8xf32>, %a39: tensor<?x8xf32>, %a40: tensor<?x8xf32>, %a41: tensor<?x8xf32>, %a42: tensor<?x8xf32>, %a43: tensor<?x8xf32>, %a44: tensor<?x8xf32>, %a45: tensor<?x8xf32>, %a46: tensor<?x8xf32>, %a47: tensor<?x8xf32>, %a48: tensor<?x8xf32>, %a49: tensor<?x8xf32>, %a50: tensor<?x8xf32>, %a51: tensor<?x8xf32>, %a52: tensor<?x8xf32>, %a53: tensor<?x8xf32>, %a54: tensor<?x8xf32>, %a55: tensor<?x8xf32>, %a56: tensor<?x8xf32>, %a57: tensor<?x8xf32>, %a58: tensor<?x8xf32>, %a59: tensor<?x8xf32>, %a60: tensor<?x8xf32>, %a61: tensor<?x8xf32>, %a62: tensor<?x8xf32>, %a63: tensor<?x8xf32>, %a64: tensor<?x8xf32>, %a65: tensor<?x8xf32>, %a66: tensor<?x8xf32>, %a67: tensor<?x8xf32>, %a68: tensor<?x8xf32>, %a69: tensor<?x8xf32>, %a70: tensor<?x8xf32>, %a71: tensor<?x8xf32>, %a72: tensor<?x8xf32>, %a73: tensor<?x8xf32>, %a74: tensor<?x8xf32>, %a75: tensor<?x8xf32>, %a76: tensor<?x8xf32>, %a77: tensor<?x8xf32>, %a78: tensor<?x8xf32>, %a79: tensor<?x8xf32>, %a80: tensor<?x8xf32>, %a81: tensor<?x8xf32>, %a82: tensor<?x8xf32>, %a83: tensor<?x8xf32>, %a84: tensor<?x8xf32>, %a85: tensor<?x8xf32>, %a86: tensor<?x8xf32>, %a87: tensor<?x8xf32>, %a88: tensor<?x8xf32>, %a89: tensor<?x8xf32>, %a90: tensor<?x8xf32>, %a91: tensor<?x8xf32>, %a92: tensor<?x8xf32>, %a93: tensor<?x8xf32>, %a94: tensor<?x8xf32>, %a95: tensor<?x8xf32>, %a96: tensor<?x8xf32>, %a97: tensor<?x8xf32>, %a98: tensor<?x8xf32>, %a99: tensor<?x8xf32>, %a100: tensor<?x8xf32>, %a101: tensor<?x8xf32>, %a102: tensor<?x8xf32>, %a103: tensor<?x8xf32>, %a104: tensor<?x8xf32>, %a105: tensor<?x8xf32>, %a106: tensor<?x8xf32>, %a107: tensor<?x8xf32>, %a108: tensor<?x8xf32>, %a109: tensor<?x8xf32>, %a110: tensor<?x8xf32>, %a111: tensor<?x8xf32>, %a112: tensor<?x8xf32>, %a113: tensor<?x8xf32>, %a114: tensor<?x8xf32>, %a115: tensor<?x8xf32>, %a116: tensor<?x8xf32>, %a117: tensor<?x8xf32>, %a118: tensor<?x8xf32>, %a119: tensor<?x8xf32>, %a120: tensor<?x8xf32>, %a121: tensor<?x8xf32>, %a122: tensor<?x8xf32>, %a123: tensor<?x8xf32>, %a124: tensor<?x8xf32>, %a125: tensor<?x8xf32>, %a126: tensor<?x8xf32>, %a127: tensor<?x8xf32>, %a128: tensor<?x8xf32>, %a129: tensor<?x8xf32>, %a130: tensor<?x8xf32>, %a131: tensor<?x8xf32>, %a132: tensor<?x8xf32>, %a133: tensor<?x8xf32>, %a134: tensor<?x8xf32>, %a135: tensor<?x8xf32>, %a136: tensor<?x8xf32>, %a137: tensor<?x8xf32>, %a138: tensor<?x8xf32>, %a139: tensor<?x8xf32>, %a140: tensor<?x8xf32>, %a141: tensor<?x8xf32>, %a142: tensor<?x8xf32>, %a143: tensor<?x8xf32>, %a144: tensor<?x8xf32>, %a145: tensor<?x8xf32>, %a146: tensor<?x8xf32>, %a147: tensor<?x8xf32>, %a148: tensor<?x8xf32>, %a149: tensor<?x8xf32>, %a150: tensor<?x8xf32>, %a151: tensor<?x8xf32>, %a152: tensor<?x8xf32>, %a153: tensor<?x8xf32>, %a154: tensor<?x8xf32>, %a155: tensor<?x8xf32>, %a156: tensor<?x8xf32>, %a157: tensor<?x8xf32>, %a158: tensor<?x8xf32>, %a159: tensor<?x8xf32>, %a160: tensor<?x8xf32>, %a161: tensor<?x8xf32>, %a162: tensor<?x8xf32>, %a163: tensor<?x8xf32>, %a164: tensor<?x8xf32>, %a165: tensor<?x8xf32>, %a166: tensor<?x8xf32>, %a167: tensor<?x8xf32>, %a168: tensor<?x8xf32>, %a169: tensor<?x8xf32>, %a170: tensor<?x8xf32>, %a171: tensor<?x8xf32>, %a172: tensor<?x8xf32>, %a173: tensor<?x8xf32>, %a174: tensor<?x8xf32>, %a175: tensor<?x8xf32>, %a176: tensor<?x8xf32>, %a177: tensor<?x8xf32>, %a178: tensor<?x8xf32>, %a179: tensor<?x8xf32>, %a180: tensor<?x8xf32>, %a181: tensor<?x8xf32>, %a182: tensor<?x8xf32>, %a183: tensor<?x8xf32>, %a184: tensor<?x8xf32>, %a185: tensor<?x8xf32>, %a186: tensor<?x8xf32>, %a187: tensor<?x8xf32>, %a188: tensor<?x8xf32>, %a189: tensor<?x8xf32>, %a190: tensor<?x8xf32>, %a191: tensor<?x8xf32>, %a192: tensor<?x8xf32>, %a193: tensor<?x8xf32>, %a194: tensor<?x8xf32>, %a195: tensor<?x8xf32>, %a196: tensor<?x8xf32>, %a197: tensor<?x8xf32>, %a198: tensor<?x8xf32>, %a199: tensor<?x8xf32>, %a200: tensor<?x8xf32>, %a201: tensor<?x8xf32>, %a202: tensor<?x8xf32>, %a203: tensor<?x8xf32>, %a204: tensor<?x8xf32>, %a205: tensor<?x8xf32>, %a206: tensor<?x8xf32>, %a207: tensor<?x8xf32>, %a208: tensor<?x8xf32>, %a209: tensor<?x8xf32>, %a210: tensor<?x8xf32>, %a211: tensor<?x8xf32>, %a212: tensor<?x8xf32>, %a213: tensor<?x8xf32>, %a214: tensor<?x8xf32>, %a215: tensor<?x8xf32>, %a216: tensor<?x8xf32>, %a217: tensor<?x8xf32>, %a218: tensor<?x8xf32>, %a219: tensor<?x8xf32>, %a220: tensor<?x8xf32>, %a221: tensor<?x8xf32>, %a222: tensor<?x8xf32>, %a223: tensor<?x8xf32>, %a224: tensor<?x8xf32>, %a225: tensor<?x8xf32>, %a226: tensor<?x8xf32>, %a227: tensor<?x8xf32>, %a228: tensor<?x8xf32>, %a229: tensor<?x8xf32>, %a230: tensor<?x8xf32>, %a231: tensor<?x8xf32>, %a232: tensor<?x8xf32>, %a233: tensor<?x8xf32>, %a234: tensor<?x8xf32>, %a235: tensor<?x8xf32>, %a236: tensor<?x8xf32>, %a237: tensor<?x8xf32>, %a238: tensor<?x8xf32>, %a239: tensor<?x8xf32>, %a240: tensor<?x8xf32>, %a241: tensor<?x8xf32>, %a242: tensor<?x8xf32>, %a243: tensor<?x8xf32>, %a244: tensor<?x8xf32>, %a245: tensor<?x8xf32>, %a246: tensor<?x8xf32>, %a247: tensor<?x8xf32>, %a248: tensor<?x8xf32>, %a249: tensor<?x8xf32>, %a250: tensor<?x8xf32>, %a251: tensor<?x8xf32>, %a252: tensor<?x8xf32>, %a253: tensor<?x8xf32>, %a254: tensor<?x8xf32>, %a255: tensor<?x8xf32>, %a256: tensor<?x8xf32>) {
  return
}

module @jit_bh4 {
  func.func @main(%arg0: tensor<5x16xf32>, %arg1: tensor<1x4x4x4x4xf32>, %arg2: tensor<4x16x24xf32>) -> tensor<5x24xf32> {
    %c15 = arith.constant 15 : index
    %c3 = arith.constant 3 : index
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %c16_i32 = arith.constant 16 : i32
    %c4_i32 = arith.constant 4 : i32
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant -2.000000e+00 : f32
    %c0_i32 = arith.constant 0 : i32
    %cst_1 = arith.constant 3.000000e-01 : f32
    %cst_2 = arith.constant 0.699999988 : f32
    %cst_3 = arith.constant 0.000000e+00 : f32
    %cst_4 = arith.constant dense<[[1.000000e+00, 1.000000e+00, 1.000000e+00, 1.000000e+00], [1.000000e+00, -1.000000e+00, 1.000000e+00, -1.000000e+00], [1.000000e+00, 1.000000e+00, -1.000000e+00, -1.000000e+00], [1.000000e+00, -1.000000e+00, -1.000000e+00, 1.000000e+00]]> : tensor<4x4xf32>
    %cst_5 = arith.constant dense<[8, 4, 2, 1]> : tensor<4xi32>
    %extracted_slice = tensor.extract_slice %arg1[0, 0, 0, 0, 0] [1, 1, 4, 4, 4] [1, 1, 1, 1, 1] : tensor<1x4x4x4x4xf32> to tensor<1x1x4x4x4xf32>
    %collapsed = tensor.collapse_shape %extracted_slice [[0, 1, 2], [3], [4]] : tensor<1x1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded = tensor.expand_shape %arg0 [[0], [1, 2]] output_shape [5, 4, 4] : tensor<5x16xf32> into tensor<5x4x4xf32>
    %0 = tensor.empty() : tensor<4x5x4xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<5x4x4xf32>) outs(%0 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %2 = tensor.empty() : tensor<4x4x4xf32>
    %3 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed : tensor<4x4x4xf32>) outs(%2 : tensor<4x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4x4xf32>
    %4 = tensor.empty() : tensor<4x5x4xf32>
    %5 = linalg.fill ins(%cst_3 : f32) outs(%4 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %6 = linalg.batch_matmul ins(%1, %3 : tensor<4x5x4xf32>, tensor<4x4x4xf32>) outs(%5 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %7 = tensor.empty() : tensor<5x4x4xf32>
    %8 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<4x5x4xf32>) outs(%7 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %9 = tensor.empty() : tensor<4x4xf32>
    %10 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%cst_4 : tensor<4x4xf32>) outs(%9 : tensor<4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4xf32>
    %11 = tensor.empty() : tensor<4x5x4xf32>
    %12 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<5x4x4xf32>) outs(%11 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %collapsed_6 = tensor.collapse_shape %12 [[0], [1, 2]] : tensor<4x5x4xf32> into tensor<4x20xf32>
    %13 = tensor.empty() : tensor<4x20xf32>
    %14 = linalg.fill ins(%cst_3 : f32) outs(%13 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %15 = linalg.matmul ins(%10, %collapsed_6 : tensor<4x4xf32>, tensor<4x20xf32>) outs(%14 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %collapsed_7 = tensor.collapse_shape %15 [[0, 1]] : tensor<4x20xf32> into tensor<80xf32>
    %expanded_8 = tensor.expand_shape %collapsed_7 [[0, 1]] output_shape [20, 4] : tensor<80xf32> into tensor<20x4xf32>
    %16 = tensor.empty() : tensor<20x4xf32>
    %17 = linalg.fill ins(%cst_3 : f32) outs(%16 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %18 = linalg.matmul ins(%expanded_8, %cst_4 : tensor<20x4xf32>, tensor<4x4xf32>) outs(%17 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %expanded_9 = tensor.expand_shape %18 [[0, 1], [2]] output_shape [4, 5, 4] : tensor<20x4xf32> into tensor<4x5x4xf32>
    %19 = tensor.empty() : tensor<5x4x4xf32>
    %20 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_9 : tensor<4x5x4xf32>) outs(%19 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %extracted_slice_10 = tensor.extract_slice %arg1[0, 1, 0, 0, 0] [1, 1, 4, 4, 4] [1, 1, 1, 1, 1] : tensor<1x4x4x4x4xf32> to tensor<1x1x4x4x4xf32>
    %collapsed_11 = tensor.collapse_shape %extracted_slice_10 [[0, 1, 2], [3], [4]] : tensor<1x1x4x4x4xf32> into tensor<4x4x4xf32>
    %21 = tensor.empty() : tensor<4x5x4xf32>
    %22 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%20 : tensor<5x4x4xf32>) outs(%21 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %23 = tensor.empty() : tensor<4x4x4xf32>
    %24 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_11 : tensor<4x4x4xf32>) outs(%23 : tensor<4x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4x4xf32>
    %25 = tensor.empty() : tensor<4x5x4xf32>
    %26 = linalg.fill ins(%cst_3 : f32) outs(%25 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %27 = linalg.batch_matmul ins(%22, %24 : tensor<4x5x4xf32>, tensor<4x4x4xf32>) outs(%26 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %28 = tensor.empty() : tensor<5x4x4xf32>
    %29 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27 : tensor<4x5x4xf32>) outs(%28 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %30 = tensor.empty() : tensor<4x5x4xf32>
    %31 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29 : tensor<5x4x4xf32>) outs(%30 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %collapsed_12 = tensor.collapse_shape %31 [[0], [1, 2]] : tensor<4x5x4xf32> into tensor<4x20xf32>
    %32 = tensor.empty() : tensor<4x20xf32>
    %33 = linalg.fill ins(%cst_3 : f32) outs(%32 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %34 = linalg.matmul ins(%10, %collapsed_12 : tensor<4x4xf32>, tensor<4x20xf32>) outs(%33 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %collapsed_13 = tensor.collapse_shape %34 [[0, 1]] : tensor<4x20xf32> into tensor<80xf32>
    %expanded_14 = tensor.expand_shape %collapsed_13 [[0, 1]] output_shape [20, 4] : tensor<80xf32> into tensor<20x4xf32>
    %35 = tensor.empty() : tensor<20x4xf32>
    %36 = linalg.fill ins(%cst_3 : f32) outs(%35 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %37 = linalg.matmul ins(%expanded_14, %cst_4 : tensor<20x4xf32>, tensor<4x4xf32>) outs(%36 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %expanded_15 = tensor.expand_shape %37 [[0, 1], [2]] output_shape [4, 5, 4] : tensor<20x4xf32> into tensor<4x5x4xf32>
    %38 = tensor.empty() : tensor<5x4x4xf32>
    %39 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_15 : tensor<4x5x4xf32>) outs(%38 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %extracted_slice_16 = tensor.extract_slice %arg1[0, 2, 0, 0, 0] [1, 1, 4, 4, 4] [1, 1, 1, 1, 1] : tensor<1x4x4x4x4xf32> to tensor<1x1x4x4x4xf32>
    %collapsed_17 = tensor.collapse_shape %extracted_slice_16 [[0, 1, 2], [3], [4]] : tensor<1x1x4x4x4xf32> into tensor<4x4x4xf32>
    %40 = tensor.empty() : tensor<4x5x4xf32>
    %41 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%39 : tensor<5x4x4xf32>) outs(%40 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %42 = tensor.empty() : tensor<4x4x4xf32>
    %43 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_17 : tensor<4x4x4xf32>) outs(%42 : tensor<4x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4x4xf32>
    %44 = tensor.empty() : tensor<4x5x4xf32>
    %45 = linalg.fill ins(%cst_3 : f32) outs(%44 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %46 = linalg.batch_matmul ins(%41, %43 : tensor<4x5x4xf32>, tensor<4x4x4xf32>) outs(%45 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %47 = tensor.empty() : tensor<5x4x4xf32>
    %48 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%46 : tensor<4x5x4xf32>) outs(%47 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %49 = tensor.empty() : tensor<4x5x4xf32>
    %50 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%48 : tensor<5x4x4xf32>) outs(%49 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %collapsed_18 = tensor.collapse_shape %50 [[0], [1, 2]] : tensor<4x5x4xf32> into tensor<4x20xf32>
    %51 = tensor.empty() : tensor<4x20xf32>
    %52 = linalg.fill ins(%cst_3 : f32) outs(%51 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %53 = linalg.matmul ins(%10, %collapsed_18 : tensor<4x4xf32>, tensor<4x20xf32>) outs(%52 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %collapsed_19 = tensor.collapse_shape %53 [[0, 1]] : tensor<4x20xf32> into tensor<80xf32>
    %expanded_20 = tensor.expand_shape %collapsed_19 [[0, 1]] output_shape [20, 4] : tensor<80xf32> into tensor<20x4xf32>
    %54 = tensor.empty() : tensor<20x4xf32>
    %55 = linalg.fill ins(%cst_3 : f32) outs(%54 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %56 = linalg.matmul ins(%expanded_20, %cst_4 : tensor<20x4xf32>, tensor<4x4xf32>) outs(%55 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %expanded_21 = tensor.expand_shape %56 [[0, 1], [2]] output_shape [4, 5, 4] : tensor<20x4xf32> into tensor<4x5x4xf32>
    %57 = tensor.empty() : tensor<5x4x4xf32>
    %58 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_21 : tensor<4x5x4xf32>) outs(%57 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %extracted_slice_22 = tensor.extract_slice %arg1[0, 3, 0, 0, 0] [1, 1, 4, 4, 4] [1, 1, 1, 1, 1] : tensor<1x4x4x4x4xf32> to tensor<1x1x4x4x4xf32>
    %collapsed_23 = tensor.collapse_shape %extracted_slice_22 [[0, 1, 2], [3], [4]] : tensor<1x1x4x4x4xf32> into tensor<4x4x4xf32>
    %59 = tensor.empty() : tensor<4x5x4xf32>
    %60 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%58 : tensor<5x4x4xf32>) outs(%59 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %61 = tensor.empty() : tensor<4x4x4xf32>
    %62 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_23 : tensor<4x4x4xf32>) outs(%61 : tensor<4x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4x4xf32>
    %63 = tensor.empty() : tensor<4x5x4xf32>
    %64 = linalg.fill ins(%cst_3 : f32) outs(%63 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %65 = linalg.batch_matmul ins(%60, %62 : tensor<4x5x4xf32>, tensor<4x4x4xf32>) outs(%64 : tensor<4x5x4xf32>) -> tensor<4x5x4xf32>
    %66 = tensor.empty() : tensor<5x4x4xf32>
    %67 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%65 : tensor<4x5x4xf32>) outs(%66 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %68 = tensor.empty() : tensor<4x5x4xf32>
    %69 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%67 : tensor<5x4x4xf32>) outs(%68 : tensor<4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x4xf32>
    %collapsed_24 = tensor.collapse_shape %69 [[0], [1, 2]] : tensor<4x5x4xf32> into tensor<4x20xf32>
    %70 = tensor.empty() : tensor<4x20xf32>
    %71 = linalg.fill ins(%cst_3 : f32) outs(%70 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %72 = linalg.matmul ins(%10, %collapsed_24 : tensor<4x4xf32>, tensor<4x20xf32>) outs(%71 : tensor<4x20xf32>) -> tensor<4x20xf32>
    %collapsed_25 = tensor.collapse_shape %72 [[0, 1]] : tensor<4x20xf32> into tensor<80xf32>
    %expanded_26 = tensor.expand_shape %collapsed_25 [[0, 1]] output_shape [20, 4] : tensor<80xf32> into tensor<20x4xf32>
    %73 = tensor.empty() : tensor<20x4xf32>
    %74 = linalg.fill ins(%cst_3 : f32) outs(%73 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %75 = linalg.matmul ins(%expanded_26, %cst_4 : tensor<20x4xf32>, tensor<4x4xf32>) outs(%74 : tensor<20x4xf32>) -> tensor<20x4xf32>
    %expanded_27 = tensor.expand_shape %75 [[0, 1], [2]] output_shape [4, 5, 4] : tensor<20x4xf32> into tensor<4x5x4xf32>
    %76 = tensor.empty() : tensor<5x4x4xf32>
    %77 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1, d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_27 : tensor<4x5x4xf32>) outs(%76 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %collapsed_28 = tensor.collapse_shape %77 [[0], [1, 2]] : tensor<5x4x4xf32> into tensor<5x16xf32>
    %78 = tensor.empty() : tensor<5x16xf32>
    %79 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%collapsed_28 : tensor<5x16xf32>) outs(%78 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.mulf %in, %cst_2 : f32
      linalg.yield %135 : f32
    } -> tensor<5x16xf32>
    %80 = tensor.empty() : tensor<5x16xf32>
    %81 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%arg0 : tensor<5x16xf32>) outs(%80 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.mulf %in, %cst_1 : f32
      linalg.yield %135 : f32
    } -> tensor<5x16xf32>
    %82 = tensor.empty() : tensor<5x16xf32>
    %83 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%79, %81 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%82 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_33: f32, %out: f32):
      %135 = arith.addf %in, %in_33 : f32
      linalg.yield %135 : f32
    } -> tensor<5x16xf32>
    %expanded_29 = tensor.expand_shape %83 [[0], [1, 2]] output_shape [5, 4, 4] : tensor<5x16xf32> into tensor<5x4x4xf32>
    %84 = tensor.empty() : tensor<5x4x4xi1>
    %85 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_29 : tensor<5x4x4xf32>) outs(%84 : tensor<5x4x4xi1>) {
    ^bb0(%in: f32, %out: i1):
      %135 = arith.cmpf ogt, %in, %cst_3 : f32
      linalg.yield %135 : i1
    } -> tensor<5x4x4xi1>
    %86 = tensor.empty() : tensor<5x4x4xi32>
    %87 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_5 : tensor<4xi32>) outs(%86 : tensor<5x4x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x4x4xi32>
    %88 = tensor.empty() : tensor<5x4x4xi32>
    %89 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%85, %87 : tensor<5x4x4xi1>, tensor<5x4x4xi32>) outs(%88 : tensor<5x4x4xi32>) {
    ^bb0(%in: i1, %in_33: i32, %out: i32):
      %135 = arith.select %in, %in_33, %c0_i32 : i32
      linalg.yield %135 : i32
    } -> tensor<5x4x4xi32>
    %90 = tensor.empty() : tensor<5x4xi32>
    %91 = linalg.fill ins(%c0_i32 : i32) outs(%90 : tensor<5x4xi32>) -> tensor<5x4xi32>
    %92 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%89 : tensor<5x4x4xi32>) outs(%91 : tensor<5x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      %135 = arith.addi %out, %in : i32
      linalg.yield %135 : i32
    } -> tensor<5x4xi32>
    %93 = tensor.empty() : tensor<5x4x4xf32>
    %94 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_29 : tensor<5x4x4xf32>) outs(%93 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = math.absf %in : f32
      linalg.yield %135 : f32
    } -> tensor<5x4x4xf32>
    %95 = tensor.empty() : tensor<5x4xf32>
    %96 = linalg.fill ins(%cst_3 : f32) outs(%95 : tensor<5x4xf32>) -> tensor<5x4xf32>
    %97 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%94 : tensor<5x4x4xf32>) outs(%96 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.addf %out, %in : f32
      linalg.yield %135 : f32
    } -> tensor<5x4xf32>
    %98 = tensor.empty() : tensor<5x4x4xf32>
    %99 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%94 : tensor<5x4x4xf32>) outs(%98 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.mulf %in, %cst_0 : f32
      linalg.yield %135 : f32
    } -> tensor<5x4x4xf32>
    %100 = tensor.empty() : tensor<5x4x4xf32>
    %101 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%99 : tensor<5x4x4xf32>) outs(%100 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = math.exp %in : f32
      linalg.yield %135 : f32
    } -> tensor<5x4x4xf32>
    %102 = tensor.empty() : tensor<5x4x4xf32>
    %103 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%101 : tensor<5x4x4xf32>) outs(%102 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.addf %in, %cst : f32
      linalg.yield %135 : f32
    } -> tensor<5x4x4xf32>
    %104 = tensor.empty() : tensor<5x4xf32>
    %105 = linalg.fill ins(%cst : f32) outs(%104 : tensor<5x4xf32>) -> tensor<5x4xf32>
    %106 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%103 : tensor<5x4x4xf32>) outs(%105 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.mulf %out, %in : f32
      linalg.yield %135 : f32
    } -> tensor<5x4xf32>
    %107 = tensor.empty() : tensor<5x4xf32>
    %108 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%97, %106 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%107 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_33: f32, %out: f32):
      %135 = arith.divf %in, %in_33 : f32
      linalg.yield %135 : f32
    } -> tensor<5x4xf32>
    %109 = tensor.empty() : tensor<4xi32>
    %110 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%109 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %135 = linalg.index 0 : index
      %136 = arith.index_cast %135 : index to i32
      linalg.yield %136 : i32
    } -> tensor<4xi32>
    %111 = tensor.empty() : tensor<4xi1>
    %112 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%110 : tensor<4xi32>) outs(%111 : tensor<4xi1>) {
    ^bb0(%in: i32, %out: i1):
      %135 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %135 : i1
    } -> tensor<4xi1>
    %113 = tensor.empty() : tensor<4xi32>
    %114 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%110 : tensor<4xi32>) outs(%113 : tensor<4xi32>) {
    ^bb0(%in: i32, %out: i32):
      %135 = arith.addi %in, %c4_i32 : i32
      linalg.yield %135 : i32
    } -> tensor<4xi32>
    %115 = tensor.empty() : tensor<4xi32>
    %116 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%112, %114, %110 : tensor<4xi1>, tensor<4xi32>, tensor<4xi32>) outs(%115 : tensor<4xi32>) {
    ^bb0(%in: i1, %in_33: i32, %in_34: i32, %out: i32):
      %135 = arith.select %in, %in_33, %in_34 : i32
      linalg.yield %135 : i32
    } -> tensor<4xi32>
    %117 = tensor.empty() : tensor<5x4xi1>
    %118 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%92 : tensor<5x4xi32>) outs(%117 : tensor<5x4xi1>) {
    ^bb0(%in: i32, %out: i1):
      %135 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %135 : i1
    } -> tensor<5x4xi1>
    %119 = tensor.empty() : tensor<5x4xi32>
    %120 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%92 : tensor<5x4xi32>) outs(%119 : tensor<5x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      %135 = arith.addi %in, %c16_i32 : i32
      linalg.yield %135 : i32
    } -> tensor<5x4xi32>
    %121 = tensor.empty() : tensor<5x4xi32>
    %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%118, %120, %92 : tensor<5x4xi1>, tensor<5x4xi32>, tensor<5x4xi32>) outs(%121 : tensor<5x4xi32>) {
    ^bb0(%in: i1, %in_33: i32, %in_34: i32, %out: i32):
      %135 = arith.select %in, %in_33, %in_34 : i32
      linalg.yield %135 : i32
    } -> tensor<5x4xi32>
    %123 = tensor.empty() : tensor<5x4xi32>
    %124 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%116 : tensor<4xi32>) outs(%123 : tensor<5x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x4xi32>
    %expanded_30 = tensor.expand_shape %124 [[0], [1, 2]] output_shape [5, 4, 1] : tensor<5x4xi32> into tensor<5x4x1xi32>
    %expanded_31 = tensor.expand_shape %122 [[0], [1, 2]] output_shape [5, 4, 1] : tensor<5x4xi32> into tensor<5x4x1xi32>
    %125 = tensor.empty() : tensor<5x4x2xi32>
    %inserted_slice = tensor.insert_slice %expanded_30 into %125[0, 0, 0] [5, 4, 1] [1, 1, 1] : tensor<5x4x1xi32> into tensor<5x4x2xi32>
    %inserted_slice_32 = tensor.insert_slice %expanded_31 into %inserted_slice[0, 0, 1] [5, 4, 1] [1, 1, 1] : tensor<5x4x1xi32> into tensor<5x4x2xi32>
    %126 = tensor.empty() : tensor<5x4x24xf32>
    %127 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} outs(%126 : tensor<5x4x24xf32>) {
    ^bb0(%out: f32):
      %135 = linalg.index 0 : index
      %136 = linalg.index 1 : index
      %137 = linalg.index 2 : index
      %extracted = tensor.extract %inserted_slice_32[%135, %136, %c0] : tensor<5x4x2xi32>
      %138 = arith.index_cast %extracted : i32 to index
      %extracted_33 = tensor.extract %inserted_slice_32[%135, %136, %c1] : tensor<5x4x2xi32>
      %139 = arith.index_cast %extracted_33 : i32 to index
      %140 = arith.maxsi %138, %c0 : index
      %141 = arith.minsi %140, %c3 : index
      %142 = arith.maxsi %139, %c0 : index
      %143 = arith.minsi %142, %c15 : index
      %extracted_34 = tensor.extract %arg2[%141, %143, %137] : tensor<4x16x24xf32>
      linalg.yield %extracted_34 : f32
    } -> tensor<5x4x24xf32>
    %128 = tensor.empty() : tensor<5x4x24xf32>
    %129 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%108 : tensor<5x4xf32>) outs(%128 : tensor<5x4x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x24xf32>
    %130 = tensor.empty() : tensor<5x4x24xf32>
    %131 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%127, %129 : tensor<5x4x24xf32>, tensor<5x4x24xf32>) outs(%130 : tensor<5x4x24xf32>) {
    ^bb0(%in: f32, %in_33: f32, %out: f32):
      %135 = arith.mulf %in, %in_33 : f32
      linalg.yield %135 : f32
    } -> tensor<5x4x24xf32>
    %132 = tensor.empty() : tensor<5x24xf32>
    %133 = linalg.fill ins(%cst_3 : f32) outs(%132 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %134 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%131 : tensor<5x4x24xf32>) outs(%133 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %135 = arith.addf %out, %in : f32
      linalg.yield %135 : f32
    } -> tensor<5x24xf32>
    return %134 : tensor<5x24xf32>
  }
}
module {
  func.func @main(%1: tensor<?x12xf32>) -> tensor<?x24xf32> {
    %c6_i64 = arith.constant 6 : i64
    %c16_i64 = arith.constant 16 : i64
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %c0 = arith.constant 0 : index
    %cst_0 = arith.constant 1.000000e+00 : f32
    %cst_1 = arith.constant dense_resource<torch_tensor_24_torch.float32_1> : tensor<24xf32>
    %cst_2 = arith.constant dense_resource<torch_tensor_24_torch.float32> : tensor<24xf32>
    %cst_3 = arith.constant 0.299999982 : f32
    %cst_4 = arith.constant 0.699999988 : f32
    %cst_5 = arith.constant dense_resource<torch_tensor_16_16_torch.float32> : tensor<16x16xf32>
    %cst_6 = arith.constant dense_resource<torch_tensor_2_4_4_4_4_torch.float32> : tensor<2x4x4x4x4xf32>
    %cst_7 = arith.constant 9.99999974E-6 : f32
    %cst_8 = arith.constant dense_resource<torch_tensor_12_torch.float32_1> : tensor<12xf32>
    %cst_9 = arith.constant dense_resource<torch_tensor_12_torch.float32> : tensor<12xf32>
    %cst_10 = arith.constant dense_resource<torch_tensor_4_torch.int64> : tensor<4xi64>
    %cst_11 = arith.constant 1.200000e+01 : f32
    %cst_12 = arith.constant -2.000000e+00 : f32
    %dim = tensor.dim %1, %c0 : tensor<?x12xf32>
    %2 = tensor.empty(%dim) : tensor<?x1xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<?x1xf32>) -> tensor<?x1xf32>
    %4 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, 0)>], iterator_types = ["parallel", "reduction"]} ins(%1 : tensor<?x12xf32>) outs(%3 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.addf %in, %out : f32
      linalg.yield %76 : f32
    } -> tensor<?x1xf32>
    %5 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%4 : tensor<?x1xf32>) outs(%2 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.divf %in, %cst_11 : f32
      linalg.yield %76 : f32
    } -> tensor<?x1xf32>
    %6 = tensor.empty(%dim) : tensor<?x12xf32>
    %collapsed = tensor.collapse_shape %5 [[0, 1]] : tensor<?x1xf32> into tensor<?xf32>
    %7 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%collapsed : tensor<?xf32>) outs(%6 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x12xf32>
    %8 = tensor.empty(%dim) : tensor<?x12xf32>
    %9 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%1, %7 : tensor<?x12xf32>, tensor<?x12xf32>) outs(%8 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.subf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x12xf32>
    %10 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%9, %9 : tensor<?x12xf32>, tensor<?x12xf32>) outs(%8 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.mulf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x12xf32>
    %11 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, 0)>], iterator_types = ["parallel", "reduction"]} ins(%10 : tensor<?x12xf32>) outs(%3 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.addf %in, %out : f32
      linalg.yield %76 : f32
    } -> tensor<?x1xf32>
    %12 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%11 : tensor<?x1xf32>) outs(%2 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.divf %in, %cst_11 : f32
      linalg.yield %76 : f32
    } -> tensor<?x1xf32>
    %13 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%12 : tensor<?x1xf32>) outs(%2 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.addf %in, %cst_7 : f32
      linalg.yield %76 : f32
    } -> tensor<?x1xf32>
    %14 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<?x1xf32>) outs(%2 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = math.rsqrt %in : f32
      linalg.yield %76 : f32
    } -> tensor<?x1xf32>
    %collapsed_13 = tensor.collapse_shape %14 [[0, 1]] : tensor<?x1xf32> into tensor<?xf32>
    %15 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%collapsed_13 : tensor<?xf32>) outs(%6 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x12xf32>
    %16 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%9, %15 : tensor<?x12xf32>, tensor<?x12xf32>) outs(%8 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.mulf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x12xf32>
    %17 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%16, %cst_9 : tensor<?x12xf32>, tensor<12xf32>) outs(%8 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.mulf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x12xf32>
    %18 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%17, %cst_8 : tensor<?x12xf32>, tensor<12xf32>) outs(%8 : tensor<?x12xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.addf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x12xf32>
    %padded = tensor.pad %18 low[0, 0] high[0, 4] {
    ^bb0(%arg3: index, %arg4: index):
      tensor.yield %cst : f32
    } : tensor<?x12xf32> to tensor<?x16xf32>
    %extracted_slice = tensor.extract_slice %cst_6[0, 0, 0, 0, 0] [1, 4, 4, 4, 4] [1, 1, 1, 1, 1] : tensor<2x4x4x4x4xf32> to tensor<1x4x4x4x4xf32>
    %collapsed_14 = tensor.collapse_shape %extracted_slice [[0, 1], [2], [3], [4]] : tensor<1x4x4x4x4xf32> into tensor<4x4x4x4xf32>
    %extracted_slice_15 = tensor.extract_slice %collapsed_14[0, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_16 = tensor.collapse_shape %extracted_slice_15 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded = tensor.expand_shape %padded [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %19 = tensor.empty(%dim) : tensor<4x4x?xf32>
    %transposed = linalg.transpose ins(%expanded : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %20 = linalg.fill ins(%cst : f32) outs(%19 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %21 = linalg.batch_matmul ins(%collapsed_16, %transposed : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %22 = tensor.empty(%dim) : tensor<?x4x4xf32>
    %transposed_17 = linalg.transpose ins(%21 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_18 = tensor.collapse_shape %transposed_17 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %23 = tensor.empty(%dim) : tensor<?x16xf32>
    %24 = linalg.fill ins(%cst : f32) outs(%23 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %25 = linalg.matmul ins(%collapsed_18, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_19 = tensor.extract_slice %collapsed_14[1, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_20 = tensor.collapse_shape %extracted_slice_19 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded_21 = tensor.expand_shape %25 [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %transposed_22 = linalg.transpose ins(%expanded_21 : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %26 = linalg.batch_matmul ins(%collapsed_20, %transposed_22 : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_23 = linalg.transpose ins(%26 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_24 = tensor.collapse_shape %transposed_23 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %27 = linalg.matmul ins(%collapsed_24, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_25 = tensor.extract_slice %collapsed_14[2, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_26 = tensor.collapse_shape %extracted_slice_25 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded_27 = tensor.expand_shape %27 [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %transposed_28 = linalg.transpose ins(%expanded_27 : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %28 = linalg.batch_matmul ins(%collapsed_26, %transposed_28 : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_29 = linalg.transpose ins(%28 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_30 = tensor.collapse_shape %transposed_29 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %29 = linalg.matmul ins(%collapsed_30, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_31 = tensor.extract_slice %collapsed_14[3, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_32 = tensor.collapse_shape %extracted_slice_31 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded_33 = tensor.expand_shape %29 [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %transposed_34 = linalg.transpose ins(%expanded_33 : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %30 = linalg.batch_matmul ins(%collapsed_32, %transposed_34 : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_35 = linalg.transpose ins(%30 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_36 = tensor.collapse_shape %transposed_35 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %31 = linalg.matmul ins(%collapsed_36, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_37 = tensor.extract_slice %cst_6[1, 0, 0, 0, 0] [1, 4, 4, 4, 4] [1, 1, 1, 1, 1] : tensor<2x4x4x4x4xf32> to tensor<1x4x4x4x4xf32>
    %collapsed_38 = tensor.collapse_shape %extracted_slice_37 [[0, 1], [2], [3], [4]] : tensor<1x4x4x4x4xf32> into tensor<4x4x4x4xf32>
    %extracted_slice_39 = tensor.extract_slice %collapsed_38[0, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_40 = tensor.collapse_shape %extracted_slice_39 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %32 = linalg.batch_matmul ins(%collapsed_40, %transposed : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_41 = linalg.transpose ins(%32 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_42 = tensor.collapse_shape %transposed_41 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %33 = linalg.matmul ins(%collapsed_42, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_43 = tensor.extract_slice %collapsed_38[1, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_44 = tensor.collapse_shape %extracted_slice_43 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded_45 = tensor.expand_shape %33 [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %transposed_46 = linalg.transpose ins(%expanded_45 : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %34 = linalg.batch_matmul ins(%collapsed_44, %transposed_46 : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_47 = linalg.transpose ins(%34 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_48 = tensor.collapse_shape %transposed_47 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %35 = linalg.matmul ins(%collapsed_48, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_49 = tensor.extract_slice %collapsed_38[2, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_50 = tensor.collapse_shape %extracted_slice_49 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded_51 = tensor.expand_shape %35 [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %transposed_52 = linalg.transpose ins(%expanded_51 : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %36 = linalg.batch_matmul ins(%collapsed_50, %transposed_52 : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_53 = linalg.transpose ins(%36 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_54 = tensor.collapse_shape %transposed_53 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %37 = linalg.matmul ins(%collapsed_54, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %extracted_slice_55 = tensor.extract_slice %collapsed_38[3, 0, 0, 0] [1, 4, 4, 4] [1, 1, 1, 1] : tensor<4x4x4x4xf32> to tensor<1x4x4x4xf32>
    %collapsed_56 = tensor.collapse_shape %extracted_slice_55 [[0, 1], [2], [3]] : tensor<1x4x4x4xf32> into tensor<4x4x4xf32>
    %expanded_57 = tensor.expand_shape %37 [[0], [1, 2]] output_shape [%dim, 4, 4] : tensor<?x16xf32> into tensor<?x4x4xf32>
    %transposed_58 = linalg.transpose ins(%expanded_57 : tensor<?x4x4xf32>) outs(%19 : tensor<4x4x?xf32>) permutation = [1, 2, 0] 
    %38 = linalg.batch_matmul ins(%collapsed_56, %transposed_58 : tensor<4x4x4xf32>, tensor<4x4x?xf32>) outs(%20 : tensor<4x4x?xf32>) -> tensor<4x4x?xf32>
    %transposed_59 = linalg.transpose ins(%38 : tensor<4x4x?xf32>) outs(%22 : tensor<?x4x4xf32>) permutation = [2, 0, 1] 
    %collapsed_60 = tensor.collapse_shape %transposed_59 [[0], [1, 2]] : tensor<?x4x4xf32> into tensor<?x16xf32>
    %39 = linalg.matmul ins(%collapsed_60, %cst_5 : tensor<?x16xf32>, tensor<16x16xf32>) outs(%24 : tensor<?x16xf32>) -> tensor<?x16xf32>
    %concat = tensor.concat dim(1) %31, %39 : (tensor<?x16xf32>, tensor<?x16xf32>) -> tensor<?x32xf32>
    %dim_61 = tensor.dim %31, %c0 : tensor<?x16xf32>
    %40 = tensor.empty(%dim_61) : tensor<?x32xf32>
    %41 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%concat : tensor<?x32xf32>) outs(%40 : tensor<?x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.mulf %in, %cst_4 : f32
      linalg.yield %76 : f32
    } -> tensor<?x32xf32>
    %concat_62 = tensor.concat dim(1) %padded, %padded : (tensor<?x16xf32>, tensor<?x16xf32>) -> tensor<?x32xf32>
    %dim_63 = tensor.dim %padded, %c0 : tensor<?x16xf32>
    %42 = tensor.empty(%dim_63) : tensor<?x32xf32>
    %43 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%concat_62 : tensor<?x32xf32>) outs(%42 : tensor<?x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.mulf %in, %cst_3 : f32
      linalg.yield %76 : f32
    } -> tensor<?x32xf32>
    %44 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%41, %43 : tensor<?x32xf32>, tensor<?x32xf32>) outs(%40 : tensor<?x32xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.addf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x32xf32>
    %extracted_slice_64 = tensor.extract_slice %44[0, 0] [%dim_61, 24] [1, 1] : tensor<?x32xf32> to tensor<?x24xf32>
    %45 = tensor.empty(%dim_61) : tensor<?x24xf32>
    %46 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_64, %cst_2 : tensor<?x24xf32>, tensor<24xf32>) outs(%45 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.addf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x24xf32>
    %expanded_65 = tensor.expand_shape %46 [[0], [1, 2]] output_shape [%dim_61, 6, 4] : tensor<?x24xf32> into tensor<?x6x4xf32>
    %47 = tensor.empty(%dim_61) : tensor<?x6x4xi1>
    %48 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_65 : tensor<?x6x4xf32>) outs(%47 : tensor<?x6x4xi1>) {
    ^bb0(%in: f32, %out: i1):
      %76 = arith.cmpf ogt, %in, %cst : f32
      linalg.yield %76 : i1
    } -> tensor<?x6x4xi1>
    %49 = tensor.empty(%dim_61) : tensor<?x6x4xi64>
    %50 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%48, %cst_10 : tensor<?x6x4xi1>, tensor<4xi64>) outs(%49 : tensor<?x6x4xi64>) {
    ^bb0(%in: i1, %in_69: i64, %out: i64):
      %76 = arith.extui %in : i1 to i64
      %77 = arith.muli %76, %in_69 : i64
      linalg.yield %77 : i64
    } -> tensor<?x6x4xi64>
    %51 = tensor.empty(%dim_61) : tensor<?x6xi64>
    %52 = linalg.fill ins(%c0_i64 : i64) outs(%51 : tensor<?x6xi64>) -> tensor<?x6xi64>
    %53 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%50 : tensor<?x6x4xi64>) outs(%52 : tensor<?x6xi64>) {
    ^bb0(%in: i64, %out: i64):
      %76 = arith.addi %in, %out : i64
      linalg.yield %76 : i64
    } -> tensor<?x6xi64>
    %54 = tensor.empty(%dim_61) : tensor<?x6x4xf32>
    %55 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_65 : tensor<?x6x4xf32>) outs(%54 : tensor<?x6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = math.absf %in : f32
      linalg.yield %76 : f32
    } -> tensor<?x6x4xf32>
    %56 = tensor.empty(%dim_61) : tensor<?x6xf32>
    %57 = linalg.fill ins(%cst : f32) outs(%56 : tensor<?x6xf32>) -> tensor<?x6xf32>
    %58 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%55 : tensor<?x6x4xf32>) outs(%57 : tensor<?x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.addf %in, %out : f32
      linalg.yield %76 : f32
    } -> tensor<?x6xf32>
    %59 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%55 : tensor<?x6x4xf32>) outs(%54 : tensor<?x6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.mulf %in, %cst_12 : f32
      linalg.yield %76 : f32
    } -> tensor<?x6x4xf32>
    %60 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%59 : tensor<?x6x4xf32>) outs(%54 : tensor<?x6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = math.exp %in : f32
      linalg.yield %76 : f32
    } -> tensor<?x6x4xf32>
    %61 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%60 : tensor<?x6x4xf32>) outs(%54 : tensor<?x6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.addf %in, %cst_0 : f32
      linalg.yield %76 : f32
    } -> tensor<?x6x4xf32>
    %62 = linalg.fill ins(%cst_0 : f32) outs(%56 : tensor<?x6xf32>) -> tensor<?x6xf32>
    %63 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%61 : tensor<?x6x4xf32>) outs(%62 : tensor<?x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.mulf %in, %out : f32
      linalg.yield %76 : f32
    } -> tensor<?x6xf32>
    %64 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%58, %63 : tensor<?x6xf32>, tensor<?x6xf32>) outs(%56 : tensor<?x6xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.divf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x6xf32>
    %65 = tensor.empty() : tensor<6xi64>
    %66 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%65 : tensor<6xi64>) {
    ^bb0(%out: i64):
      %76 = linalg.index 0 : index
      %77 = arith.index_cast %76 : index to i64
      linalg.yield %77 : i64
    } -> tensor<6xi64>
    %__auto.constant_6_16_24_torch.float32 = arith.constant dense_resource<__auto.constant_6_16_24_torch.float32> : tensor<6x16x24xf32>
    %dim_66 = tensor.dim %53, %c0 : tensor<?x6xi64>
    %67 = tensor.empty(%dim_66) : tensor<?x6x24xf32>
    %68 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%66, %53 : tensor<6xi64>, tensor<?x6xi64>) outs(%67 : tensor<?x6x24xf32>) {
    ^bb0(%in: i64, %in_69: i64, %out: f32):
      %76 = arith.cmpi slt, %in, %c0_i64 : i64
      %77 = arith.addi %in, %c6_i64 : i64
      %78 = arith.select %76, %77, %in : i64
      %79 = arith.index_cast %78 : i64 to index
      %80 = arith.cmpi slt, %in_69, %c0_i64 : i64
      %81 = arith.addi %in_69, %c16_i64 : i64
      %82 = arith.select %80, %81, %in_69 : i64
      %83 = arith.index_cast %82 : i64 to index
      %84 = linalg.index 2 : index
      %extracted = tensor.extract %__auto.constant_6_16_24_torch.float32[%79, %83, %84] : tensor<6x16x24xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x6x24xf32>
    %expanded_67 = tensor.expand_shape %64 [[0], [1, 2]] output_shape [%dim_61, 6, 1] : tensor<?x6xf32> into tensor<?x6x1xf32>
    %69 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, 0)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%68, %expanded_67 : tensor<?x6x24xf32>, tensor<?x6x1xf32>) outs(%67 : tensor<?x6x24xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.mulf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x6x24xf32>
    %70 = tensor.empty(%dim_66) : tensor<?x24xf32>
    %71 = linalg.fill ins(%cst : f32) outs(%70 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %72 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>], iterator_types = ["parallel", "reduction", "parallel"]} ins(%69 : tensor<?x6x24xf32>) outs(%71 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %76 = arith.addf %in, %out : f32
      linalg.yield %76 : f32
    } -> tensor<?x24xf32>
    %73 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%72, %cst_1 : tensor<?x24xf32>, tensor<24xf32>) outs(%70 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_69: f32, %out: f32):
      %76 = arith.addf %in, %in_69 : f32
      linalg.yield %76 : f32
    } -> tensor<?x24xf32>
    return %73 : tensor<?x24xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      __auto.constant_6_16_24_torch.float32: "0x0400000004F3353DB354D13D6A759FBD66D45CBD26A703BCCEC80D3E0021483DB85089BD81B1783C327EEEBDF33F043E70B4F93DA747B73DEC6C65BD0AC699BB63F0A5BDA4462E3E7379ADBCBE76FE3C1E3A643DA7F856BD36AF5C3D56D3783D93492DBD9A43E9BC0A7965BD5D99C43DAFA1B93D6389803D153BA23D44A29F3D27C23D3DA0BA84BC19D4AE3DF816743DCC6B603DCEA2DB3D513A4EBD87FA2BBE919E443CF639853DEA0B913CCBFCB33D92E2D7BCA347733D323093BC5C1236BCCC6D33BD9636153EC83B2C3EC4E366BD55037DBE3D201BBEDB86213D4DB18E3D2BE81ABD9D3746BD95FEF23C741DB53D8733B8BC1FAB5CBD0BE82C3DAE07613D2350FD3CD211DFBD4F8AE43D4E7E03BC3F02A7BDE88C933C3F20A6BDA3D05D3D64F6BE3D9CB71ABDC97B853E8AE6A8BC3096903DE95B66BD3298473DF0DFA6BD9CC4013D16EB263EA98704BE1D760FBEC937A1BD35B5643CF218A83D8B36DE3CFB31C83D890078BC13DF9ABD7CBAB53CE3E7E3BD974725BD66F69DBCDF9001BE8E61E13D097A603DBED225BE7659A33D05440BBD026F28BD093AFF3BCEB90BBD53B90B3E7D19A3BD343306BE3E1DA9BDB58F6B3C877864BED150EEBD8CEC00BE64B467BEEA0F00BD7B3639BD18F7F23CBC2188BCAF3CDFBD608BBFBD508BB43DDFC5CCBD1480993DA722A53C68E26EBD17CA203CCB79A8BDF4B5DE3D590329BE2F7794BC2C95B2BD70201A3D850F5BBD918A61BDCCED283DE95F9FBD2E38053EF24BDFBC7A9FF3BB4F76ABBC9E074CBECCC81ABD4C0835BE9159853DFC8580BEEDC1D8BDDDAF043D47062A3EB369A63D39EAC0BC10C922BD9ECF5C3D529A073D22D91FBECEA3283EBA7CAF3D0F136E3D4FF0AA3A0E2E33BD7CD29F3DE040D1BCE841AC3B94718E3DC73E8C3D0802453D8E98223D327DDBBDDDFE5BBE0CDB773E363F48BC9ED205BE520B833D961947BDA2015E3DE835FF3C0A7CDDBDBF05C4BDA736F7BD7B8B9D3DE40FDBBD2F058C3BAA58A43DDD99E3BB7142C8BC033E803D154F513C9BFE30BE318B873D9143E7BD9F26F13D48B9823DD9404BBDA991BF3D31F6EEBDE8C7223E5BC02ABE5218B63C4EE64A3C539733BEE0A6303EA372E33C8B9017BEA29110BCA6C23B3DA736853D345D9C3DCF891EBE207C8EBCFAC8353E745F6D3D180E86BCB2FF143D3FCD9EBDC668EDBC10050E3ABE950BBD47CCEC3DFA1975BD3C76D83D93559F3D2663F63D3B2C07BE9579933B266A7E3D1D76C03D90099ABCD14B22BEFD361F3E71375C3CA168293D63D3D53D1CED92BDB085363E2CFAC6BD3653DF3D2CC13EBD5F4685BC25DEF5BD9B16E8BCE333CA3D6044BEBDFE5BF93C7D15893B690905BE9F75C3BD1718463C1256CDBD7F040EBE13421F3ED13A54BEAB4582BC4F79C1BDFB8C7BBB39542B3EFD01DE3B84B3BC3CCAD39C3D11E53BBA8B57133EBA2D853DE277843D65BA13BEE6B6B33D83AEAFBD9ECD84BD65B33DBDA7C5F43DEE5F7C3D7092983D630AED3CC842F83D925E29BB1043A13D27956C3D4934493DF9BE323D03EC403D3593A73D49AC2DBC9CEB15BE041DEDBCDA9B7C3C053C0F3DB5FB2F3C19C7843DA4EE55BD0BAAB3BCA164403DE8D04E3D737ADF3C4A355F3D97048FBDCC10B7BDF46102BEDE204F3E2736E93D9EBA66BD31F7123DBC1E6A3DEEFCF1BD3CAB923C3AF8D23DA755DBBD7D56EC3D9FAA0F3CC8E1C5BCDA7F2BBE8968243E37A599BD84F104BE9494A5BDF2BA6E3D33C380BE154DF13DF85C83BE8F64D3BCC02C79BD74212D3E7225C83D95D77B3B6DC4763D7AE34CBDACDFFA3D8DABA63C10BB713DCB86843CE6BAAC3D83298E3CB64C233C50353B3EAA5628BBD6231F3E880B64BD265445BDBF3F503D888983BD9574C5BC3BC887BEE57079BDB0FC6BBD0D285B3E680BA03C380823BC6F971C3C5A85D1BD3688EB3C0DFA3B3D4187AE3D3A6295BDC2FB413DD76030BD1DD9AF3D189EEC3CF3C100BEBC75A63D395826BE059B26BB15B49A3D88C2AFBBCF6BCEBD126945BDF0564CBD2A9DB13D8CFA793DA391FCBD9E20B03D8175A93DE41A933C9A9752BEF69EB63D7297203DE4ECAD3D47E56BBE3F7789BDCBF2713CE8F9AEBDE136823EAD3007BE32E06B3D4BF7043E7E13393ED2049A3DFA77703D343D71BD184DDDBC99E55DBE88C1D2BD025CE2BC3F8655BCA68DC23DCF595D3D9A13CDBDF8CCD33D26D9153D0DE041BE3C0753BE7BE428BD0481E33D25D2C13CFF8D783D2902B2BDC5E1893A522AA1BD01D8C53C77BF513DA7771DBE4A343ABE379D60BE1774933BAB11C83D2F63873C48A2833C1B32FE3B1D09A4BD95DDC03D946D723DB3D8073E17CA313E12F6903C0500CFBDC8DD823B2C10F93A2F9CB4BDA3FF0EBE7BF44D3D714889BC79970D3C61FBB0BD59FA66BD3C2C1EBCD41A90BD0F6F80BDEA1779BE92E1C63D0B48503B622A163D05C82A3CADE98FBD5141023E768D693DEC7D503DBEA9F5BB8CE28A3C85BC793D102B82BCEE780DBBD50123BE84CE3C3D40D3233DCBF9943DFE782CBE858AC43C6F63EFBB1CEAA8BD622F39BD3CE143BD8D4A4DBDE616993D1CB5A63C86C5813D051C843D7BA210BDD79F12BDCF86B6BDDD0B343DAF34E4BD7801963DCC6DB73D5AFB4F3C11ADC4BDBE472D3D2CC094BC8BC8B93DF21590BD3080313D15BBF5BD9406873D6CE60D3D7E63963D3B8466BD5A8F833DE26306BD205790BD2263B4BD1AC44BBDAA653EBD658E213ED549953BCA802B3C5E8F443DA3977A3DA92A3CBD0AA690BCFE03093E58C435BD348B2ABD4FAB01BE2F32D33D1C76483DC3DC08BED11CE4BD6E8739BD95032C3E24F2D2BD9D7B783EC91C6F3BE222BCBDA61FE9BDD410B63D461F18BEFAA1E6BC08B9813DCC2E0BBE0D39253C517FF2BD4A3CBB3DD863B0BD77E05F3DBF3D0C3EEB73783D519E1FBCFE027ABBBC94B1BDDFFF0ABC6DD9CC3D32BC903D1787D5BD84250F3E71FFBDBD18B1EEBDD3F2853BD53CBB3D5F87103D7E4460BE0486563DBEACA9BD58E4433B97548C3D815E1A3EFA3990BCF7FB4FBCD9D5BD3A4E819C3DBE1819BE84359EBD8AC956BED8AB093EA4D83C3BB86E25BD590FDD3D13986FBD88AED1BB81DDB23D501D38BD3FCED43DDBFFD03DB750B4BC61C8EF397B8C543D1D926CBD566208BEB832C63C386776BD848285BDC9481DBD6BE5CABD33DE4BBD873E51BE62D5C63DA1C324BCA32894BDE43390BD38F7543D3E3904BC2554303C63CA28BE1104E6BDB4E6533DD6C8183C85D64E3E51B96ABDE0926E3DE55B11BE9D0226BED5EC6FBDDAA7AFBD28CFAFBDC087993CA31923BCB65350BC0526FA3DB7F0B53CE10710BE7B19AE3DF66B873DB69F7EBD91B7983D3C05843D70DC6FBD00C209BD96B6B33DEA1F1BBED8CCFBBC3D7309BE9BB019BE02E9FC3CF9A18A3E62B5873E71FC633E8B2F63BC371B2CBED6E03D3E6D39AFBD60132E3E481A9BBC1D5E1CBCB5839F3C5FA7C63CDA171E3DAB1E4BBEAFCC9C3DC21F9FBCD6BD373D5DFCF4BB55FF37BDB754A83DE3465D3D78FF553D8B1CD73C5AEBB3BD2601123CA2C1E9BD6D4FB53DF98329BE65698BBD5DD5A5BE1C7604BEEA083ABC6B115CBD24B26ABD9E6F1D3E370B20BC340EA3BDFE7A7EBD1C6B753D6ED442BD9F9F7FBD8973773D424BB6BBFC5FC6BDBBCA853D08AAD83CCFD2603B4067B93D2DCD113E4389A83D1633753D8075D5BCBF0AA5BD5B8F243EA53A0EBDA177D7BC66729D3D43A0B53D63D4063DE8438F3D6E92893DFBA52F3BA716ED3C523DF83D83428C3D54E9853DD9220DBE6A84293B65E84C3D324B1DBE93CF9A3D2D319CBB8CEDF53C02225BBDFAAD42BE0FD2B0BD0B7D2D3D195F08BEF5897C3DDF245FBD247A88BD072DAD3C5B40D53DA6E6E13BCE88B03D0BA114BEC379273E6512983C928E053EA031B33D682F63BC00E52C3EC98A7DBD5C5B743DE16B5B3E19A111BE4312AD3BDEA6333E2EEA533E86FB18BE0BC210BD6D71083CF11A4BBD83CCCDBD581FBC3D8404183E3D5239BD1CFD953DF584CD3D46F3F03DA8AB0FBDAFD08DBD74CD02BDCBB6323E314B1FBC43099EBD0431EABD63AA803D2BA9313D227AB0BD4A616D3D2ED888BDBD2C3DBDAA5CA0BC287E25BEEC3589BDB90B0ABE1AF39D3C63B7FC3DFDB3253EEA4EE53DA144073EE485ACBC8B30C53D1106083E1C734BBE68A762BD394B9D3B9F078F3E59FD323DE34364BE551D9CBD98CB053E670D993DB8A1843D358D893D17C7DF3DFE53F6BDDD08F6BCBA1607BE5D0F35BC39826DBE0944A23DA152023D2E1AFB3DE837953EDBF3F43C462EB8BD4712C33CDB26F93D5861923D3D1CDF3C958C5DBEA4EAB03D9AF1A0BD90C11EBEA3D0F23C332FDC3D84448EBD866888BDAF25F5BDF75D813D5B6411BEA277F3BD001EB4BD91D00D3D98C70C3EB1DC8DBD3DA2C3BD75700EBD1E7FF83C32E9A53D9B6CDD3CFB3011BE3F3600BEC08EB1BD602BFDBB977A423D70D30B3E3901F1BC59A11B3D287DD73D65D601BEA8F06EBD5458653D7A97893A35F595BE270A12BEB93CD3BC961869BCC72EBFBD6343CC3D290108BDD8BC103E28994ABD671C13BE691A3BBD44C9183D6A8204BE4DE6953E8CC540BE8FA0E33C8F1E483EFB802A3DF21588BD2E6F5ABE264465BC0136113E198402BEDCBB813D10AC163EA077AE3D8B1BC53D5E107BBA734F6D3D3B66C7BD1D4F263DAFA28ABC809D1EBEEB787E3CF06B70BEABD8EFBC497598BDCAC287BC914CB8BD555DB83D7097043BBB29703BEC0135BD34FB6F3DFE64D33D985DD0BA2A0BA6BDD4732FBD7AA10F3DDB552EBEEBC805BCBDF5F0BB599CC2BC4A3A0F3E827690BC84BB55BD4EBEF8BC94F2CFBCCC192ABE4BDD513ECF8CAC3DEDAE99BBF37AA2BDCBD9ECBD2C891CBC6E10A6BD2E434ABD6C0CEA3DA09416BDBA06A6BB7EF1D93D1CB75ABDF206DA3B7B8018BD88EE313E62822BBE17B1E2BBBA0638BCA2FE28BEA1E0F63C98FA113E990ADF3DAAC9CB3D9D783D3B37AA1ABEAB4A2D3D0C7B06BE325A27BCEB27C03D2A1F89BDDB568EBD54250ABE4114A5BD0B0CF9BD843A453D2EB8A63D4F6D96BE53BF063D762B27BE0999F33D41EC623C1FFC703D0515383DA190DE3CF5A320BA9E7FB83D5168743D78F76D3D70CE303ECCAF02BE9C8BD63CB5D398BD0CBBB4BDEAD1533B4E9AE33D6886F0BD2053FBBCD2D1E9BD6F4322BE637C5C3CF2BB353D5967423EAED3C1BD909D83BD82C8ABBDA530EA3DE492E0BD141D98BDE1F6D1BC8208E53C5637413D72F6B2BCFDE464BD72959E3D65D2213DA09AA1BDB99A2C3ECAFB1C3ECDBEFEBB4959BDBDDDB8113E2EB4103E2DAA693CA30A82BDBEF9133ED2BAB9BDE5E5063E79C731BD673EF4BC2E17B23C43C42B3D025685BEC61C063D0863F1BC17F2C8BD0CD326BDAC853EBE96C1B5BCD4DDBBBDD6B6DE3D888A04BD460DD73D8E0A2EBD052CE0BD1DDB713E787E91BD651B2FBE76E528BEFCA2F2BC6CE8A33D40DA22BE1D3E193E0654253E1C03CA3E00812E3ED6BCAC3DBCD62A3D31A0503E5F851ABD8115883C4F51B13D2E1A64BEA55AA7BD6250D0BB766076BD39998D3D67602F3E8458963DD2D7C9BA0337723D6B2BBEBD3B16153DFDC03FBEB617D03DD3FCC7BD1BA2633D4D43943BFF900B3EA475F9BDA337CFBCDF3BAA3DE54C973D7B52CBBD07BB863D5FF8073E47D98ABD354ACE3D04100ABED3B34BBDDD545E3E3BF5EA3A6241ECBDD4DBB23D7F63473D4C85D63D597428BD0E6DFDBA0275C6BD98580E3D45D0A4BBFAF86F3D7BC6DEBDF80BB43D773FF33C1EF619BDD69B853D0959C4BC531EA03D31237FBDBE600BBDE2E228BD964498BD0C082C3D1289933D213BB3BD09E47A3EC95513BCD3BD36BE90FD04BEE7A6F2BDD8A5933C7DD099BDC59937BD64D97A3DA9796B3D5D6E91BD3EA8B4BD4D41EB3D3FE201BD355C3FBE9047123E344289BC872FBB3B5441B1BD062D39BD45FA8D3CFD4CA7BCA565FE3D289FD93D791334BEBD66C1BD753F83BC6C871ABD760ADA3DACC9393E3B42DFBD676417BC423809BE3FFBC1BCA652BD3D4B85383E1BD2923DFF46403CB86E20BDA50AC7390586D93A215F743DD04F043EB37580BDE71943BE98FD4E3D0370AF3DF2DCB3BD375CD5BCDBABC73D3B9D37BD4207283DCD31DA3DE6BAC13D1FA453BDC45F503EA122BBBBED6A4D3DD8E03ABDE3B4133E6E42483E7FE50E3DD310543E565FFBBC7BD1A1BC9E6F12BE6B2A1D3E6BD688BD7AAC553E51EBFEBC9BA31D3E5BC1D83D52A2D0BD33D417BD6CD98D3DAE79D53D13BAD33D4688BCBCDB58E7BDCBC89C3C9483AEBDCCAF48BE50ABB1BD2F50333D3AAC04BD3F64B5BD6B45A2BCD52134BB9BE2043EB0B856BD2F0BE13DB26C8A3DAF3D5FBDCAADBCBD01B4B5BB860846BC375BA9BCF1BC15BE1EB6A1BD65BEBBBD0F7E3ABBE509E1BC284C21BD363B4B3D476AB93C54EF0DBE7207153C384F233D8338DD3DAC19EEBC83477A3C7685B63D6CABC1BDFC07AEBD0AB3E1BDE208343DE533BC3D7D60723D44B93B3B10811BBE9A8BE83D5647EF3DE67DA5BC0F2C84BD351BA2BCA23193BD74F4303C87DCA23AF3ACB83C4338AC3C9D73B9BDF392E8BD2E2F92BC809FA23CE5475CBD5F887EBE8AB57ABC8D903A3BC033E33D2734393D0D523A3D3F9EE9BBD482C63B692B89BDAD439B3D9969C03D2FB69C3E007A80BDC089A33E5CD593BDFD1B4E3CA8136FBDA09A823DD85E8F3DB53043BD04B4D6BDE21585BD7684573D501494BEF9261ABE9812803C4134083EFAAC413DB7BF39BCD709473D2B60173C54C5A83C1C2702BEAC19DFBD12B8BEBDFE4AFF3CD4629CBDF16AB93CE3257FBDBBF7ABBD91ADC23CFCA8B2BDFB5A183DDA94663C2421853D6DC9333DE9F94FBDC5D2A33D38FCFDBB8E71223E2A85D3BC2FAB17BDED7035BD8E4D123E872704BEEAB0833C2972713EF421343E2C03323C75FB933C1432F23D2093833D3D1BF53DC84C89BCD104DA3D59038BBDB00D17BEDDCA483CD2B8153D215EFABC5A01D53D42F3FB3D41F2AABC7FF41E3A9C0D05BE66DC67BD29DEE8BD92AE84BC11AF85BD9D9F2FBD62C8EA3D0A34AABC94FFC23DE20B1F3E5EE76CBDC77E863DF986643DC4E98BBDE8023ABE770F363EDBCD5F3E6F273DBD9A6F123E62D272BECB27E33D3B78DD3C7BBA08BE801BEABDEB7A7FBC8215BC3D411FB53D1B29CC3BA00DE43D44A201BDA8CC85BD9F55B23C2C29DA3DD5A75EBCDD7079BC187800BD8E6BCE3CE86134BE7B2C373E8DD00C3D4DC14E3D36C13C3E5BF4F53DA064313E991EFBBB8D842BBB7AAA363D4E7619BEEF20C2BDB2B1EBBC07BCCCBD02DBBA3DF96B0CBEB600423DC6EA9FBD03613BBD24DDFE3D84D5F2BCF10ECC3D975D4ABDF6C0063D6715AABDE4273EBEB50BB2BD9C9152BD91BE103C4801743C50C18C3D732888BDBB1E2ABB5BE234BDDB46BD3D5769093D6358C53DD63E03BEF502AE3DD167F5BCDAB0873DD33FA0BD7588353D6CA3ABBCCEAF97BD7DA2F1BDD7B41F3EF134983CDB02303D67FB75BEA08F9BBD4F66533D72B18ABD702199BDB2A5293C0D2FB1BD98C196BDF38BB6BD8214D33C7F3391BDF82AE73D9F3419BE23AA253DCD616B3DCA272EBEAD98B5BC4171AEBDE959BEBD46A1F93D6B84FE3C2EA29BBDE76BD8BDB868513D59755DBD22CC2F3D03C0CF3D413B453CFBAC3ABD920201BE79F8F33C474CA13DE0DD8DBE5F6C8ABBCB63083D00AE86BE588CD73C98E805BEC1C74D3D0570243EE47D06BE2571CFBDD07FF5BC26F96ABD415F1EBED49FDA3BF935EDBD03D9B53C9BC80CBE740ED33D9CAA86BC51601EBED1B6A0BDA3E46A3D278D9DBCDE41F93D6FF0713D436E85BD75DE063EE456C6BD3C427CBD20D1703DEACB0D3ED89B32BD210F8ABD3FF6743D4F35D7BCAAB9A63BAE2A9E3D22DFD3BD79B771BD8583AA3B465BCC3D1F061FBC1753F1BD87075BBC384239BCE3521BBE11FB4E3D4CD166BEA033873DBE8E9FBDE98D46BEC4BAB73DFA6A16BDA440D9BDD8DCA8BCFB3A82BDFBB1DFBDE5FEA43DD0DA86BDE2182C3D3DEEE23C4AA5DDBC60AFD8BCD89716BED1AA75BDE08F2DBDBFC4B43DD50D963DF97C9E3D2A1566BDCBB1ADBC463A273C77F4E03D88B93ABDD8A29A3DAB78593E03CD30BEB894733D8D6C9F3DA016B1BD3915E1BB8A69B7BDC516953C3CF11CBC9B913BBD6311B33C66B1C23DCA3C153DEDE5053D9BF7CB3DB93C10BE0267FF3C6AB895BDEEBBD1BCC9C1DA3C5DE6043E957A9DBEB3C7733DDC2BF0BD92497A3CDD35C33D0FA614BECC6E59BD7D58303DE4DE50BD4A2108BE6359E93A4CE1DCBD8255B53C6E98A33C6EE5C1BD3AC00B3D18BE35BDB385803DD06C18BD4F8D19BD58630E3D2D6A263E72C3C03CAD411D3E5CDD16BD5C7EA03D0211B13D9A1FEE3C318BD93D658CE13C6E3EA13D6828933CBC16D4BDAE5FFEBA539F97BDDEDA45BE214BED3DF2E521BD5B51E8BCEE2651BDF74F18BEA7A374BD5EDBFE3D4D98B2BD567E373CE76E72BD1995C63CD1B8523D0AC23B3EEB0AC4BC3A66AC3D6FAE05BED02EE33C6ED39A3D2219303E90B367BD5511B3BD5E18FEBD87A211BE69A173BD4411DABD89ED2EBDF1CA14BEDC63023E056C2A3D5499EB3D2E7B283BC31D623C3ACE38BE28C16FBDA82B36BEF73209BE4D8F873CFF10DBBCF6D9C43C07DD063D74A197BC6E9D9F3E88612BBDF0FED23D78BDC9BBBDCF30BC8EAFDA3D666DEB3D3B8987BD750CA6BC1D4D9F3DD7F8A63CCA740BBE3246CEBCA23B8EBC541768BD3683743DD7BBECBD2D387B3C6550543E4906933D7173ECBD1627BEBDC7048DBC2B83993CCEC7583DC2C44C3D582DA03C7ACF01BD2A9D16BED490463D55D3D83D47E35B3D676E4F3E34FD323E58D5AF3D86422EBED4BBB1BC5AF2D53D2EF234BD796FC63DDFA2363DE0B7243D296800BDA1BD233DC5D3433EAA82B03DA97C813D22F7053EE57D10BD3CD6683C5D94463D9B5BE5BCA727923D95E238BE7A221FBEB5DA28BCB9CBF0BCDF5999BC53E96B3D81A1A83D3AA0983D08EF1E3DE851093D151818BE22CBA2BD1EB1C93C5AAF9D3D09F597BD6250A93C7733283EBA5E593EA331973D144EC6BD7C3F753DA44ACDBD5184053EFB4A4F3B4B4B703D38631B3CB8A5173C0E76203E9756D0BD83313C3CC712E63DC4B5063EF4DDAC3ABF9DB9BDC4039CBD6E0BED3CCB087C3C33123FBC26EED73DA17361BC0298DDBD1AC7AFBD3A4DBCBDAFFD75BD1D69863CFDC193BD659E8ABD24F205BC82BECCBD5908823E37E2403D640D1A3EF2AEC8BD3432093D51311B3DA4C5E33D00575FBBBF2E41BE8A355EBBADFC08BDBEA9AEBD094A1EBEBDF9FA3D7F6B233D2344683C63697CBDFAE9C43B9331323E3AB9383E287CD7BB4262F9BDD488CABD0D07B63C56366D3D368A7A3DF200153E7DC9663C34ED953D270C47BD760A8B3D1953CA3C5FCD083E00FFE0BCEE9CF6BDA102AF3D223383BE75BDE7B8502FC13DED1007BE02B27EBDA9678B3EF8BF15BDC431603DF743763DB78547BD06A4573AA38DBC3C693E163E9A8219BE090C5C3DFF3873BD0247E13D6FEB2DBD495881BD38DFCCBC130DB8BCE2E2BF3DBC08A2BC4E94F4BC7D62B5BDF6C8F53CEFB43EBDA578923D85CF0DBD0652C6BB5DB19DBB12A3F73D368C81BE8DE7833D7B9DB83DC3E0983C267180BD851A21BD3A2902BDA453A4BDB36222BDF3CA92BD495ECAB9ED371C3DBA0AD8BDE39043BE4E8FC43DB8FD35BD630B6A3D8F55E4BC8DCFCEBD91731E3D774C87BD73D13ABD501A4CBED8EF4BBEEC95F33D4B8C9FBD141F84BDA6E22ABD4B13EB3CE9E692BE1598A13E9BB6B13C159C313E741858BEE413BEBC9852BBBDC92F463DAC783A3D2E1F9ABDC39FB0BCDB963CBD25A31B3E30FD923DA409E03D0D2CE7BC251BB83DD968EE3DE0D0B5BD2B69B63DD26ED23CB520463E46CC893B0CD272BC467AABBD1E0BD53D5699EDBD7FB6BABC8156B8BDDB0C57BE590FEA3C94FB353D13BD37BDE3E4E53D86F084BD31A1343E9537DB3D41A677BD65E484BEFD90EFBC6D75BC3DACF0F23D0D885D3EF6D7733D147C023EAD4891BC80CC1FBEDC99E7BC3D157B3DD874B0BC773E01BE8425DC3CE502523D1455CABCA7EC753D7174F6BC969A90BD4272E23D1B94A13D4B76E5BC7A6D833C7A04393E3AA6DD3DF0BF51BEA3CB09BB71B65DBDC9183BBEDE823ABE08A310BDE227FABD6D3CC1BD8059883D131833BCF40B00BD939C873D31208BBD6E0BC53B88F9E13D2ABC4D3DF1A298BDD4DF9FBD47968FBD08304FBD8130303E612B093E299D6E3DE387803DCB96063E4C0A2A3DCC010BBECC5BA13D794EB3BDD9C4903DC7CF983DC703143EBC1B08BD64EBABBD608EE03C01D5133E9A223EBE390461BDE23F843DB0ED333D5A74BF3C8BE5CD3BD7DA273D0C3449BDE4DC443DF3E292BD14F0493C223B16BE8DF7CEBDD7ACDCBB6ED704BD8500A8BD2280693C76EB933DE1B291BD663ABE3D8CBC163DAF12063E3CDB843C216852BD3D61513D3A47043DC962ECBD9C378BBD386B8E3DCA8618BEE89D26BE50F4023E64BCE8BD3A6F10BD25A21DBD16FB8DBCC7871DBE3976D2BD8B809F3D59A047BC65FDCEBD033CC4BB10AD07BC5312BD3D99E1D93C1C19D3BB8B1389BDBDB0803DB0DD953BE5C9903D6A5356BD0058903D5C37113EFB911CBC91DFF7BDCDA1CA3D14D3DC3A629653BDA281C0B7318E85BDAF2D91BE65CF453EBF96453ED83A153E1292A33D854ADB3BA3E7B03D55FE98BA72D44A3DD07B2BBCAB901FBE674F5EBC9011A4BE134F2A3ECD3BCD3D11B6F03B4AD40FBE83F5513CB7B687BDF66097BD90466ABE6F5DF53D6FEC57BCF829C23C9BBF3FBCB312AC3AA00BAF3D4D08B13DF39830BE62F0763D1B56233D8FF6C4BDADFD67BD6B91ADBB69BB923D67E16A3CB6F7633E64C3ADBD65D71B3DD5D17D3D0E778D3D3339083E9DEC20BED65A673E0FF815BE89B81FBEA4C47A3C93120EBD5EA2373EAA98ECBDBF6BC23D32601D3DFB97673D75110ABE9C426DBD765015BED7FF2ABEA0F6D83C1082983D9F48F8BCB96B20BE029B8CBDF101E73DFBD9653CC48E653D15C255BCA443F13D967CE13C02B782BDD2930A3E33F0913D138DFE3D94F59EBD230687BD92EB9CBB17E356BD20088BBD5206483D06517C3CE2AE49BA92E4A4BD1347863DB43AA13D936810BE513558BD6D94373D44ABD73DD880003D3435953E505B0EBE408704BD2FB907BEBB3581BD701144BE96D597BD97BFB2BD3109E43D8CDDBABDE69D863D0410A0BB12201CBD856843BEDC9FD8BDE10A733DB1CC313E89F0A83DCC4D543EA264093EDE003CBD08A4083ECB084E3E86C3953D3F46ACBD2EC34E3D6B012A3E677334BD08FF873D32F5E53DC974C33D99CDB13CF77A1B3D7B2AB13D905D143D1B50A6BD1E6FC43D337C62BEDF949EBD99592E3E74E5C4BD8AF0B8BD78B8B0BC242CE9BCF8E72B3E333540BD2D9077BC1152093D3EF3403E5754F53D405FCE3D6CC17DBD50EA95BDEC98EBBD472B963D29E482BDC4F3A7BC8E9BF23C61C6423EE07B2F3EFE7FA83C4519D33DA1AE36BEC3C44D3DF8AFCABD1D2B90BDD59DFBBD7631943D4660263E10FFF03D715109BE0ED889BDFD9DBE3CA17E513C02A9243CB5E2BDBCCE22B4BDD93DEB3D422DB4BDD144EE3D25170A3D031E283CD71ECD3DCF62213E5B98993D636796BD3BBE58BB5A3536BC7A8569BDCD7FA13BE831A1BCBFFBB13D3AD2C8BDBDF10BBE59CFC93C97811C3D8976F93D1D1634BDE37CFE3D1CA5333D8281183D7ACD5BBD7616BCBD2BCA6A3D39F4B9BDD8970F3E318901BE5197C8BDA6B0263C1F02F2BB4CBC5F3D3065CE3DB74A5C3EAEF2263EAA0693BDE0D700BD44565EBD9E998C3C84B2EFBD409AEDBD0FDC9F3B12F596BC58C2133D997E633D719C35BE3367383C2AC5E8BB344EA53D8CAB1F3CCC5692BDCF3269BDA2C4A8BCC57574BBC6EC05BDE2A008BD5C64A03B01DF8ABCBC2B15BD1F59653ED71CBA3D71DDD6BBD718323C3CC1BB3C2B64ABBD2E9E66BDFBE119BE13BCB9BD23CB343D87C434BEB38D663C024A9DBCD718BCBDB7BCCC3D26A2A03CD21E21BD5FECCA3DA40D7B3D63CE34BD23722BBEFA8FF4BCBF09EFBD8BB9253D4EAAE73D00E0223EC2AA29BD23D0B23D48DE51BD1FCA943B228BE43DBCEA353C51AB623D3ED3E53D0E7AEABCAC6F943D9AB3813E96A5813C6FF0B8BBD008A73DD152B3BC291F9E3D427E7B3D61B21BBDBFD3EABB6B03BF3D5B1D59BD41E02CBED9CE43BE14E2D83CAFDEACBD150707BE115B1EBE95E9A3BCEFE80EBC1B4D593DF628CE3C85DA393E7370D03D90EA033A6E1DE13D13521C3D426D04BEC777823D73C2FA3D28E821BD4ECC1E3DBE7008BC9CC4A73DD092253DC0EE203EC9C707BEB07A453E4AA0023CC76893BCB09388BDAE591E3D5278A73D50207D3DC9CE37BC7F0235BEE3C703BC464744BD52A78EBB1CCDE1BDCAEE023B48F7F4BD374FD1BCA01CAD3B4ECE173D322F8B3D04BB95BCDB7097BE43BDD7BCB182A7BD5C1E76BDD7FA3F3D5959E53D5928323E69B7E03C3E09C43CB633573E1D4C88BD35362A3D8A1C193E48D412BD0BE61DBCB0F2B2BD36728BBDAD0A0A3E1A96093E2555C9BDAFFFD33CB0F282BDD35A24BEBB73A33C75259FBD02060D3E6E461C3DBAD1553DFB5D143E18FA66BDC16B043EC4F096BEE4D7AC3C8D30E43DB8EF9D3DEBBC343E1E9900BEA059A1BD760DA33D24C7B038D512A2BE62CEA7BD5D8DBB3DBAB826BEA285813E6D98D1BD03C54B3DA187283D470704BDEA0D80BD8A189D3A1CB92BBEE33F223D3DE335BD0B3922BE608FF63D0A12A53CEBB3D93D8D5239BD673148BE02C1DF3D515532BDD0D81DBD3B74A1BD55E0393E92BA63BC8327C23B77638F3E3EF3643B10F10ABB9D0470BDAC095BBE125C9FBBC314353E967F13BD2EAF3C3E74FE47BCAC1D1A3C4DE290BDED4F943DD1A0083E0BBB653D837E5F3D73862E3B4FAE363D3CC4B8BDDBBFA03D671C353C59B17FBDD14C23BE2C9E093D86F65F3D8D64F03B",
      torch_tensor_24_torch.float32_1: "0x04000000C70321BDD35FE2BC12D6833DB49CEABD3501D0BD6122A33D4FF5D9BCCC0AB6BBF5EC133E33E0D43D7C1463BDC9D504BD74DAC63D7CB6B7BC27D45EBD9DA1053EE669BABD8B15B83D757C5CBEE58F1EBD5C282F3CD5074D3D7E1039BE0049D8BD",
      torch_tensor_24_torch.float32: "0x04000000803099BD200D86BC30B9763DF763843BC19D773E6EBDF03D982F9DBCED7E2E3E65380DBDBFBB18BE8132A63DA0276B3D9BE80DBC8B6D813D0F8D21BE083A83BD1BF66E3BFD3F893DF9622C3D2297843DC33E9D3CD41DE4BDF59C11BDC81D3FBD",
      torch_tensor_16_16_torch.float32: "0x040000000000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F0000803F0000803F0000803F000080BF000080BF000080BF000080BF0000803F0000803F0000803F0000803F000080BF000080BF000080BF000080BF0000803F000080BF0000803F000080BF000080BF0000803F000080BF0000803F0000803F000080BF0000803F000080BF000080BF0000803F000080BF0000803F0000803F0000803F000080BF000080BF000080BF000080BF0000803F0000803F0000803F0000803F000080BF000080BF000080BF000080BF0000803F0000803F0000803F000080BF000080BF0000803F000080BF0000803F0000803F000080BF0000803F000080BF000080BF0000803F000080BF0000803F0000803F000080BF0000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F000080BF000080BF000080BF000080BF000080BF000080BF000080BF000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F000080BF000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F0000803F000080BF000080BF0000803F0000803F000080BF000080BF0000803F000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF0000803F0000803F0000803F0000803F000080BF000080BF000080BF000080BF000080BF000080BF000080BF000080BF0000803F0000803F0000803F0000803F0000803F000080BF0000803F000080BF000080BF0000803F000080BF0000803F000080BF0000803F000080BF0000803F0000803F000080BF0000803F000080BF0000803F0000803F000080BF000080BF000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000803F0000803F0000803F000080BF000080BF0000803F000080BF000080BF0000803F000080BF0000803F0000803F000080BF000080BF0000803F0000803F000080BF0000803F000080BF000080BF0000803F",
      torch_tensor_2_4_4_4_4_torch.float32: "0x04000000A0EEA43D910563BC3A0713BEAB001ABC0BE1283E02003F3DFD5D25BEC009343E7FBA973D7374853D4B563B3D9671313CE6B4F53C54BBEB3AA8A4F9BDD42D9D3C4A0842BEEBA3293E2F72833E1F4D9B3C3B94033EAF46A8BDC352183E56E8CE3C2E91A3BEA6127CBEED7E46BDDED100BE8DCA2A3E3E07783CBDF1193DF29886BE2FC9E23D2067CCBD14925EBD326414BE9553CEBC671EB23D51D056BEFB0B753D0A6D59BDCF1C233D25ED1EBBC7630C3E7A7EA33D12B4403C4D507ABE68FB96BA369164BDBBFC413E00DC883E78EC803DF8EBC6BD2A915BBE49E999BB9CE113BE24BF18BD03BCD9B9499154BDD9B51EBDAD7F14BED9937D3C86F301BD540CAF3D16AC713EFE78D0BD04E8B6BE989B28BD5DFE84BCCA50B63D0248453CDC99BCBCA9496FBD1581773EB42924BDF544E13DB44B423E24E61BBDCC212EBB00D0DEBD7BFB0E3EA452E23D8FD32F3D50A6B53CFFE4773E201F323E4EE70FBE47B03E3CA3B3F33DCC85963D4AEBCD3D78C3853D18D1F13D3C7A0D3E56281B3ED87941BDA35B173E768C31BDB691E6BD28797DBE824C0A3DCAC112BE1BD577BD0374A03D8E7FD13DA0D162BEB303DA3D146617BD2100D43D2FDC193E364E88BD06E8953DD2A0BEBC601008BE1D6307BD160AEC3D0BE1CC3DA030C53D27DD16BD3A9D60BED864C23D642419BD04E3793BFA84023CD2A1093DE582ABBB88201D3DE8DBB8BC3E5204BEF90868BD718A093E73A7823E5C33163EE04429BE2D19ECBD238F9CBD61BB21BD1C5F10BE058F983D41BF8BBD434535BD426EEB3DE39A02BDAE003EBEC168ED3D037A783DADAAA3BDFB8299BD042BBE3C31037DBEB404363E09F26F3E040BD5BD207562BEC20750BE18CEED3D9E22BD3D85DC323E36C557BD13CFC93D6B69D8BDB4AF00BE48DE04BEC78C22BEF88AD53CF55F153D8A0F533E5406503D2898243DFBC3CFBD4B6C653D859848BE4F6D0BBE461C59BEBD7F1E3E6A3169BC382EEF3C3451D93DC5CD453D0CEB3ABD3F7D64BE9403CCBC88F81E3DCB4B1F3EB36AC03D03C910BEA7FCA73DED13993D6A601DBE19E9ADBCF9C56DBD535648BDA256B43DE4F9003E7C8FD4BDDB1385BD85CD05BE03AD48BEFA28983DC99358BC4EC387BED4EA953D25F92CBE6BEB083EB3F50ABEEFFC493DF6E132BDF4BB04BEEAC017BD504A6D3D87641DBD955713BE7E0CC33CC36487BC737DBCBD89C8663DFC9899BD630FA8BD6976833D0727F93D91BC1B3EBFBD493D16C722BDEFB1D4BCD3DAB63D8C3BF8BD6E1EC03D92E5CEBCA25AB23DF3C7C03D0BAEE3BB9395C23D2E9959BC32D653BDBA2D683E76EE643E7C81C5BDDBB88FBC3B8F493EFB813A3DC0DB36BD265FE5BD1AF32A3D552A743DE84D813D7C80BEBC8F3BAF3C0455AABC9937C7BD4B2970BC4A26BEBB5DEA853D3F7113BE924D48BEB6F53BBD6E7BD0BCD70EABBC27067A3EA52D193EE576D1BD418733BDC3B780BDA5D8923E51B684BDC81F723D6F432E3C3D691FBE79EBBF3DB467973DA3FB5C3DCEA5483D28EB73BEF994F73D8923F6BD9D1A5B3E5CBB81BD615A1CBD56E36ABC65CEACBD87601ABE5D00393D047717BEB37ED73D45FDF2BDC6D4A73DCCA93A3CBE42303E66A31F3EDF25213E04A435BE3364E93DA84E633DFD467E3E0C67A4BA1AD48B3D52803BBDBA1FB7BB218A103D80D1CA3D764A1DBEAB85053E189938BE1331243E411B2E3D59F2343EED2EB0BE13684D3EAFC184BCA3267B3D2AC849BCCDFDA03D5F3F4ABD5AAE04BEE1BF4A3DA55BCFBD16FFE7BD0D32F8BDC33E383E3414A9BDA8D74C3EF2E84CBD4B07DCBD41B78CBD3D1C06BEB4F0FEBDD57E3DBDF933A8BEF7D1363E204D8DBD2B480D3E82C245BE1D6963BD0BBF34BEE545A03B6C620C3C55E8473E87EF333D622C103E036ED43C8BAC843E79F2E3BDDE4B6B3E02AE8EBB1537B93D00411BBB44071B3E3D1289BDC6794D3CB6B9703E9663BF3DB00B443DFCE59D3BC86A10BE9599E33D6A00FB3D8A94053E9898CF3B20E0EB3D663ED63AF46B7EBDBCD8A83D41F85B3C04D5CF3C8AF63C3E22F3183D4BF4173EF5EC093EBE9D0DBE37F8C13D4F6C003BCFC9703D880EBCBDAF588E3DD366293E7ECB87BD9ED07E3DA9ADA83D62D670BD2D9BA43DAE0E973DAA9EF6BCFF5178BD69A3CF3D1805B5BDB001E4BD92F7C03DDB3C97BD7DD1BBBC265D603D6683923DA2212C3E322F143DDC4101BD0C7DACBDE60B2EBE7CA70E3ED8BC10BC2D4CC83DAD3B333DB3EF31BC3E8687BEEF76AFBDE91CBD3C3B971A3E4E9AEE3D8C2DD23D7EE1613C42533DBDE8A9C5BDAC1E9C3D17215D3D2ED044BD4FE48D3DC56F67BEF236353D75E206BE05EE813D1028DDBD73E695BD9CE9E0BDC63BE33BF280003EDE45CEBCC77A123DA11AD03D76A808BE0EDC233E7441173E434882BC59AF3B3C29D309BE38827BBD8EF2BBBDE11C2F3E8E57F1BC8B8CB3BDD5CDA33A8C52E6BD171695BE366C9CBDB4105D3E8AC76E3ECA5229BC29E4EF3D0655803B9B5224BE8679893D94FE653E6E99F23AECA248BE80651F3EA5A5E1BD0DA623BE132498BD417208BE77D0B53DA146163EB77B49BEC4CA2EBD84E9FA3D6941B3BCAC235F3E33F3753D09FC71BC2057EB3C669FE03DB35B2F3C69F311BEAC4B8ABDF33D6BBDFD48543E9F4698BD5C982DBEA249A33C811DD1BA41C605BD83E80F3D706D22BD27A5AFBC09A5CE3D213E3E3EE5B7023DD6EAE6BB9A951EBC0BFCA8BDDFA828BDC56F34BE61EF723C29805ABCAADB1A3E24B880BEBC8E4F3EF0F6813D023C3B3DBB9813BDEA11CCBDF3BD49BE8DE0163DA9C53FBE96208E3EF9BB933DB22F14BED4DA203D2488B8BD178E04BE747180BB2DA739BE4C62583DA9201A3E50DCA93D0C99B7BD7E7869BD",
      torch_tensor_12_torch.float32_1: "0x04000000B9C5AFBC56549ABD0A12023E49186E3D415631BE1BB8093D4FC563BE22941C3EF6EBC5BD4E146BBC8BBDD83DA0AC87BD",
      torch_tensor_12_torch.float32: "0x040000007B3B683FD3E3813F38BE953F58169B3FD36C883F3467693F8EDA763FBC20813F179B4B3FCE7D663F03407A3FD60AA33E",
      torch_tensor_4_torch.int64: "0x080000000800000000000000040000000000000002000000000000000100000000000000"
    }
  }
#-}

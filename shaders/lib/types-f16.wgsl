// Element types of a variant that stores and computes in 16-bit floats (the feature shader-f16).
enable f16;
alias elem = f16;
alias elem4 = vec4<f16>;
alias elem4x4 = mat4x4<f16>;
alias elem3 = vec3<f16>;
alias elem3x4 = mat3x4<f16>;  // 3 columns of 4

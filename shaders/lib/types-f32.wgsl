// Element types of a variant that stores and computes in 32-bit floats.
alias elem = f32;
alias elem4 = vec4<f32>;
alias elem4x4 = mat4x4<f32>;
alias elem3 = vec3<f32>;
alias elem3x4 = mat3x4<f32>;  // 3 columns of 4

// Element types of a variant that stores and computes in 32-bit floats.
alias elem = f32;
alias elem4 = vec4<f32>;
alias elem4x4 = mat4x4<f32>;

# mosim_module(NAME deps...): a static library from every .cpp in the calling folder.
# Its dependencies are the layers: a forbidden include also fails to link.
add_library(mosim_flags INTERFACE)
target_include_directories(mosim_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(mosim_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # g++-12 sees overlaps in std::string that are not there (GCC bug 105651)
  $<$<CONFIG:Release>:-fstack-protector-strong>)
target_compile_definitions(mosim_flags INTERFACE _GLIBCXX_ASSERTIONS $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
if(MOSIM_SANITIZE)
  target_compile_options(mosim_flags INTERFACE -fsanitize=${MOSIM_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(mosim_flags INTERFACE -fsanitize=${MOSIM_SANITIZE})
  if(MOSIM_SANITIZE STREQUAL "thread")
    target_compile_options(mosim_flags INTERFACE -Wno-tsan)  # Boost.Asio uses fences, which it does not follow
  endif()
endif()
if(MOSIM_FUZZ)
  target_compile_options(mosim_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# With MOSIM_PREFIX the headers that nearly every file reads are compiled once (halves the time of a build by clang, measured). The
# release build does without, so that a header which forgets its own includes is found there.
if(MOSIM_PREFIX)
  file(WRITE ${PROJECT_BINARY_DIR}/prefix.cpp "")
  add_library(mosim_prefix OBJECT ${PROJECT_BINARY_DIR}/prefix.cpp)
  target_link_libraries(mosim_prefix PRIVATE mosim_flags fmt::fmt)
  target_precompile_headers(mosim_prefix PRIVATE <algorithm> <array> <atomic> <chrono> <condition_variable> <filesystem> <fstream>
    <functional> <map> <memory> <mutex> <optional> <set> <span> <stdexcept> <string> <string_view> <thread> <vector>
    <fmt/format.h> <nlohmann/json.hpp>)
endif()

function(mosim_prefixed target)
  if(MOSIM_PREFIX)
    target_precompile_headers(${target} REUSE_FROM mosim_prefix)
  endif()
endfunction()

function(mosim_module name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)
    return()  # a room that is not furnished yet
  endif()
  add_library(mosim_${name} STATIC ${sources})
  target_link_libraries(mosim_${name} PUBLIC mosim_flags ${ARGN})
  mosim_prefixed(mosim_${name})
endfunction()
